import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Root mean squared error in the unit of the target: √(Σ w·(target − prediction)² / Σ w).
 *
 * targets, predictions, weights [n] -> 0..∞. Undefined without rows or when all weights are 0.
 * @source scikit-learn root_mean_squared_error
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function rmse(targets: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("rmse", { targets, predictions });
  const weight = weightsOrOnes("rmse", weights, rows);
  checkFinite("rmse", "target", targets);
  checkFinite("rmse", "prediction", predictions);
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sum += at(weight, row) * (at(targets, row) - at(predictions, row)) ** 2;
    total += at(weight, row);
  }
  return total > 0 ? Math.sqrt(sum / total) : undefinedMetric("all weights are 0");
}
