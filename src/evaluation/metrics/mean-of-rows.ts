import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Weighted mean over rows of what an answer costs: Σ w·cost(target, prediction) / Σ w. What MAE, RMSE and the mean error
 * have in common.
 *
 * targets, predictions, weights [n]. Undefined without rows or when all weights are 0.
 * @param where names the caller in errors.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function meanOfRows(
  where: string,
  {
    targets,
    predictions,
    weights,
  }: {
    readonly targets: Column;
    readonly predictions: Column;
    readonly weights: Column | undefined;
  },
  cost: (target: number, prediction: number) => number,
): Metric {
  const rows = rowCount(where, { targets, predictions });
  const weight = weightsOrOnes(where, weights, rows);
  checkFinite(where, "target", targets);
  checkFinite(where, "prediction", predictions);
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sum += at(weight, row) * cost(at(targets, row), at(predictions, row));
    total += at(weight, row);
  }
  return total > 0 ? sum / total : undefinedMetric("all weights are 0");
}
