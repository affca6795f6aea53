import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Mean absolute error in the unit of the target: Σ w·|target − prediction| / Σ w.
 *
 * targets, predictions, weights [n] -> 0..∞. Undefined without rows or when all weights are 0.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function mae(targets: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("mae", { targets, predictions });
  const weight = weightsOrOnes("mae", weights, rows);
  checkFinite("mae", "target", targets);
  checkFinite("mae", "prediction", predictions);
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sum += at(weight, row) * Math.abs(at(targets, row) - at(predictions, row));
    total += at(weight, row);
  }
  return total > 0 ? sum / total : undefinedMetric("all weights are 0");
}
