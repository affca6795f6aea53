import type { ExamplePicture } from "../example-images.js";

/** Pictures that a model answers rightly, or wrongly; of a number those that it predicts too high by most, too low by most, and with the median error. */
export type CellKind = "right" | "wrong" | "over" | "under" | "median";

/** Small pictures of one kind, of one label in one group, of a number in one group. Nothing in them may name a subject. */
export interface CellPictures {
  /** Name of the audit's target. */
  readonly target: string;
  readonly attribute: string;
  readonly group: string;
  /** Class, or yes or no; "" of a number. */
  readonly label: string;
  readonly kind: CellKind;
  readonly pictures: readonly CellPicture[];
}

/** A picture, of a volume a plane of each axis, and what the model says of it. */
export type CellPicture = { readonly planes: readonly ExamplePicture[] } & (
  | { readonly answered: string; /** Of that answer. */ readonly probability: number }
  | { readonly predicted: number; /** Prediction − truth, in the same unit. */ readonly error: number }
); // prettier-ignore

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
