import type { Column } from "../columns.js";
import type { Metric } from "../metric.js";
import { meanOfRows } from "./mean-of-rows.js";

/**
 * Mean absolute error in the unit of the target: Σ w·|target − prediction| / Σ w.
 *
 * targets, predictions, weights [n] -> 0..∞. Undefined without rows or when all weights are 0.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function mae(targets: Column, predictions: Column, weights?: Column): Metric {
  return meanOfRows("mae", { targets, predictions, weights }, (target, prediction) =>
    Math.abs(target - prediction),
  );
}
