import { at } from "../base/ndarray.js";
import { rowCount, weightsOrOnes, type Column } from "./columns.js";
import { undefinedMetric, type Metric } from "./metric.js";

/** Accuracy inside one group of rows. */
export interface GroupAccuracy {
  readonly group: number;
  /** Rows, not weights. */
  readonly n: number;
  /** Fraction 0..1; undefined when all weights of the group are 0. */
  readonly accuracy: Metric;
}

/**
 * Accuracy of each group that has rows, in ascending order of group number.
 *
 * labels, predictions, groups [n]; group -1 (an attribute is missing) is left out.
 * accuracy_g = Σ w·[prediction = label] / Σ w over the rows of g; w is 1 without `weights`.
 * @throws DataError when lengths differ or a weight is negative or not finite.
 */
export function groupAccuracies(
  labels: Column,
  predictions: Column,
  groups: Column,
  weights?: Column,
): GroupAccuracy[] {
  const where = "groupAccuracies";
  const rows = rowCount(where, { labels, predictions, groups });
  const weight = weightsOrOnes(where, weights, rows);
  const sums = new Map<number, { n: number; hits: number; total: number }>();
  for (let row = 0; row < rows; row++) {
    const group = at(groups, row);
    if (group < 0) continue;
    const sum = sums.get(group) ?? { n: 0, hits: 0, total: 0 };
    sum.n += 1;
    sum.total += at(weight, row);
    if (at(labels, row) === at(predictions, row)) sum.hits += at(weight, row);
    sums.set(group, sum);
  }
  return [...sums]
    .sort(([left], [right]) => left - right)
    .map(([group, { n, hits, total }]) => ({
      group,
      n,
      accuracy: total > 0 ? hits / total : undefinedMetric("all weights are 0"),
    }));
}
