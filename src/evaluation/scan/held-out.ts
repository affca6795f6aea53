import { at } from "../../base/ndarray.js";
import type { BinnedColumn } from "./bin-column.js";

/** Rows by fold and bin. */
export interface HeldOutCells {
  readonly folds: number;
  readonly bins: number;
  /** By repeat, [n]: fold · bins + bin. */
  readonly repeats: readonly Int32Array[];
}

/** How well a column alone predicts answers that it has not seen. */
export interface HeldOut {
  /** answers [n] -> the statistic; NaN where there is none. Called for every permutation. */
  value(answers: Float64Array): number;
  /** The same with what interval and conditional test need. */
  detail(answers: Float64Array): HeldOutDetail;
}

export interface HeldOutDetail {
  readonly value: number;
  /** [n] derivative of the statistic by the weight of the row, predictions held fixed; their sum is 0. */
  readonly influence: Float64Array;
  /** [n] each: mean prediction over the repeats, of each class that is asked (the second of two), or of the number. */
  readonly scores: readonly Float64Array[];
}

/** Rows' weight by which a bin's prediction is drawn to that of all rows. */
export const smoothing = 5;

/** The cells of a column for folds [n] of each repeat. */
export function cellsOf(
  { bins, count }: BinnedColumn,
  foldings: readonly Int32Array[],
  folds: number,
): HeldOutCells {
  const repeats = foldings.map((fold) => fold.map((own, row) => own * count + at(bins, row)));
  return { folds, bins: count, repeats };
}
