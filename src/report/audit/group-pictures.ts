import type { ExamplePicture } from "../example-images.js";

/** Small pictures of one label in one group that the model answers rightly, or wrongly. Nothing in them may name a subject. */
export interface CellPictures {
  readonly attribute: string;
  readonly group: string;
  readonly label: string;
  readonly isRight: boolean;
  readonly pictures: readonly {
    /** What the model answers, and how probable it says that is. */
    readonly answered: string;
    readonly probability: number;
    /** The picture, of a volume a plane of each axis. */
    readonly planes: readonly ExamplePicture[];
  }[];
}

/** Pictures behind the groups of an audit. */
export interface ShownCells {
  readonly cells: readonly CellPictures[];
  /** Most pictures of a cell, which the rule in words repeats. */
  readonly perCell: number;
  /** Cells that have rows and are not shown, so that the page stays small. */
  readonly leftOut: number;
}

/** What a page shows of them: pictures, or why there are none, a sentence. */
export type GroupPictures = ShownCells | { readonly reason: string };
