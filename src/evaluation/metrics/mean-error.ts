import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Mean error in the unit of the target: Σ w·(prediction − target) / Σ w. Above 0: predicted too high.
 *
 * targets, predictions, weights [n]. Undefined without rows or when all weights are 0.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function meanError(targets: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("meanError", { targets, predictions });
  const weight = weightsOrOnes("meanError", weights, rows);
  checkFinite("meanError", "target", targets);
  checkFinite("meanError", "prediction", predictions);
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sum += at(weight, row) * (at(predictions, row) - at(targets, row));
    total += at(weight, row);
  }
  return total > 0 ? sum / total : undefinedMetric("all weights are 0");
}
