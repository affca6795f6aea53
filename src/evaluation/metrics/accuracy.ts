import { at } from "../../base/ndarray.js";
import { rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Fraction of rows whose prediction is the label: Σ w·[prediction = label] / Σ w.
 *
 * labels, predictions, weights [n] -> 0..1; w is 1 without `weights`. Undefined without rows or when
 * all weights are 0.
 * @throws DataError when lengths differ or a weight is negative or not finite.
 */
export function accuracy(labels: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("accuracy", { labels, predictions });
  const weight = weightsOrOnes("accuracy", weights, rows);
  if (rows === 0) return undefinedMetric("no rows");
  let hits = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    total += at(weight, row);
    if (at(labels, row) === at(predictions, row)) hits += at(weight, row);
  }
  return total > 0 ? hits / total : undefinedMetric("all weights are 0");
}
