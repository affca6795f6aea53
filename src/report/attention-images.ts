/** Pictures of where a model of several labels looks: `attention.json`, which docs/run-folder.md explains. */
import type { MapAgreement } from "../evaluation/labels/map-agreement.js";
import type { ExampleImages, ExamplePicture } from "./example-images.js";

/** A label of yes on a picture. */
export interface AttendedLabel {
  readonly name: string;
  /** What the trained network says, 0..1. */
  readonly probability: number;
  /** The picture in grey under the label's attention. */
  readonly trained: ExamplePicture;
  /** The same of a network whose weights are drawn anew. */
  readonly randomised: ExamplePicture;
  /** Further maps of the trained network, and `complement`, where it does not look; absent: it shows the attention alone. */
  readonly further?: readonly { readonly map: string; readonly picture: ExamplePicture }[];
  /** Which of these maps hardly differ by place: `trained`, `randomised`, names of `further`; absent: none. */
  readonly nearlyEven?: readonly string[];
  /** Path of an SVG round the label's object, in pixels of `size`; absent: not known or not seen. */
  readonly outline?: string;
}

/** A test picture and some of its labels. */
export interface AttendedPicture {
  readonly picture: ExamplePicture;
  /** One at least. */
  readonly labels: readonly AttendedLabel[];
}

/** The content of `attention.json`. */
export interface AttentionImages extends Pick<ExampleImages, "range" | "rangeOf"> {
  readonly version: 1;
  /** Name of the test that the pictures are of. */
  readonly set: string;
  /** Of an image as the network is shown it, in pixels. */
  readonly size: { readonly height: number; readonly width: number };
  readonly pictures: readonly AttendedPicture[];
  /** Of the trained maps with the randomised network's, over pairs of image and label of yes; `images`: of how many. */
  readonly agreement: MapAgreement & { readonly images: number };
}
