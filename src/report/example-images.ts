/** Pictures of what the network was shown: `examples.json`, which docs/run-folder.md explains. */
import type { GroupResult } from "../evaluation/results.js";

/** A small picture. */
export interface ExamplePicture {
  /** Which slice of a volume: "axial"; absent: the image itself. */
  readonly plane?: string;
  /** Samples of the PNG. */
  readonly width: number;
  readonly height: number;
  /** PNG of 8 bits, base64. */
  readonly png: string;
}

/** Images of one group of the training set. */
export interface ExampleGroup extends Pick<GroupResult, "label" | "attributes"> {
  /** Rows of the group. */
  readonly n: number;
  /** Each image as its pictures: one, or the planes of a volume. */
  readonly images: readonly (readonly ExamplePicture[])[];
}

/** The content of `examples.json`. */
export interface ExampleImages {
  readonly version: 1;
  /** Of an image as the network is shown it: [C, H, W] or [C, X, Y, Z]. */
  readonly imageShape: readonly number[];
  /** Values that are black and white. */
  readonly range: readonly [least: number, greatest: number];
  /** Where the range is from: all values that images can have, or those of these images. */
  readonly rangeOf: "data set" | "examples";
  /** Label-major, the last attribute fastest. */
  readonly groups: readonly ExampleGroup[];
  /** Groups without images since others have more rows. */
  readonly leftOut: number;
  /** Groups without images since their counts are not shown. */
  readonly tooSmall: number;
}

/** Why a page shows none of the images that its data have: a sentence. */
export interface NoExampleImages {
  readonly reason: string;
}
