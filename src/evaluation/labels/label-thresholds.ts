import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { halfway } from "../operating-point.js";
import { labelColumns, type LabelAnswers, type LabelColumn } from "./label-columns.js";

/** The threshold of a label, as chosen on validation. */
export interface LabelThreshold {
  readonly name: string;
  /** A row is called yes at this score and above; 0.5 where `f1` is undefined. */
  readonly threshold: number;
  /** F1 there, on the rows that it was chosen on; or why there was nothing to choose by. */
  readonly f1: Metric;
  /** Rows whose answer is known. */
  readonly n: number;
  /** Rows whose answer is yes. */
  readonly positives: number;
}

/** What a label is called by where nothing is chosen. */
export const halfThreshold = 0.5;

/**
 * Of each label the threshold with the greatest F1 = 2 N^c / (N^p + N^g), on validation rows, never on tests.
 *
 * It lies halfway between two neighbouring scores, as in `youdenThreshold`; calling every row yes is a choice too, whose
 * threshold is the lowest score. Of several thresholds with one F1 the lowest, which has the highest recall (F1 of counts
 * that are equal are equal as float64; of weighted rows they may differ in the last bit). A label without positives keeps
 * 0.5, and its `f1` says why. One of positives only is called yes always.
 *
 * F1 on these rows flatters: it is the best of many. With few positives so is the threshold a matter of chance.
 * @source Lipton et al. 2014, thresholds that maximise F1; midpoint and ties are ours.
 * @throws DataError as `labelColumns`.
 */
export function chooseThresholds(labels: LabelAnswers): LabelThreshold[] {
  return labelColumns("chooseThresholds", labels).map((column) => ({
    name: column.name,
    ...bestThreshold(column),
    n: column.answers.length,
    positives: column.answers.filter((answer) => answer === 1).length,
  }));
}

function bestThreshold({ answers, scores, weights }: LabelColumn): {
  readonly threshold: number;
  readonly f1: Metric;
} {
  const weightOf = (row: number) => (weights === undefined ? 1 : at(weights, row));
  const order = [...scores.keys()].sort((left, right) => at(scores, right) - at(scores, left));
  const positives = order.reduce((sum, row) => sum + at(answers, row) * weightOf(row), 0);
  if (positives === 0) return { threshold: halfThreshold, f1: undefinedMetric("no positives") };
  const best = { threshold: halfThreshold, f1: 0 };
  let [right, called] = [0, 0];
  for (const [position, row] of order.entries()) {
    called += weightOf(row);
    right += at(answers, row) * weightOf(row);
    const score = at(scores, row);
    const next = order[position + 1];
    const below = next === undefined ? null : at(scores, next);
    if (below === score) continue;
    const f1 = (2 * right) / (called + positives);
    if (f1 < best.f1) continue;
    best.f1 = f1;
    best.threshold = below === null ? score : halfway(below, score);
  }
  return best;
}
