import { at } from "../../base/ndarray.js";
import { formatRows, type PredictedRows } from "../predictions.js";

/** `predictions.csv` as columns, of a target that is a number. */
export interface NumberPredictionTable extends PredictedRows {
  /** [n], what is true, in the target's unit. */
  readonly labels: Float64Array;
  /** [n], what the model says, in the same unit; not corrected. */
  readonly predictions: Float64Array;
  /** [n], name of the bin of the label, of which groups are made. */
  readonly bins: readonly string[];
}

/**
 * The text of `predictions.csv`: as `formatPredictions`, but for the columns `label`, `prediction` and `bin` in the place of
 * label and scores. Numbers are the shortest text that reads back to the same float64.
 */
export function formatNumberPredictions(table: NumberPredictionTable): string {
  return formatRows(table, ["label", "prediction", "bin"], (row) => [
    String(at(table.labels, row)),
    String(at(table.predictions, row)),
    at(table.bins, row),
  ]);
}
