import type { Column } from "../columns.js";
import type { Metric } from "../metric.js";
import { meanOfRows } from "./mean-of-rows.js";

/**
 * Root mean squared error in the unit of the target: √(Σ w·(target − prediction)² / Σ w).
 *
 * targets, predictions, weights [n] -> 0..∞. Undefined without rows or when all weights are 0.
 * @source scikit-learn root_mean_squared_error
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function rmse(targets: Column, predictions: Column, weights?: Column): Metric {
  const square = meanOfRows(
    "rmse",
    { targets, predictions, weights },
    (target, prediction) => (target - prediction) ** 2,
  );
  return typeof square === "number" ? Math.sqrt(square) : square;
}
