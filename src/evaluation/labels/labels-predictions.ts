import { at } from "../../base/ndarray.js";
import { formatRows, type PredictedRows } from "../predictions.js";

/** `predictions.csv` as columns, of a target that is several answers of yes or no. */
export interface LabelsPredictionTable extends PredictedRows {
  /** K names. */
  readonly labelNames: readonly string[];
  /** Row-major [n, K]: 1 yes, 0 no, -1 missing. */
  readonly answers: Int32Array;
  /** Row-major [n, K]: probability of yes, 0..1. */
  readonly probabilities: Float64Array;
}

/**
 * The text of `predictions.csv`: as `formatPredictions`, but for the columns `label_<name>` of each label (1 yes, 0 no, empty
 * missing), then `score_<name>` of each (its probability), in the place of label and scores. Numbers are the shortest text
 * that reads back to the same float64.
 */
export function formatLabelsPredictions(table: LabelsPredictionTable): string {
  const { labelNames, answers, probabilities } = table;
  const titles = [
    ...labelNames.map((name) => `label_${name}`),
    ...labelNames.map((name) => `score_${name}`),
  ];
  return formatRows(table, titles, (row) => {
    const entries = labelNames.map((_, label) => row * labelNames.length + label);
    return [
      ...entries.map((entry) => (at(answers, entry) === -1 ? "" : String(at(answers, entry)))),
      ...entries.map((entry) => String(at(probabilities, entry))),
    ];
  });
}
