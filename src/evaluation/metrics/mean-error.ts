import type { Column } from "../columns.js";
import type { Metric } from "../metric.js";
import { meanOfRows } from "./mean-of-rows.js";

/**
 * Mean error in the unit of the target: Σ w·(prediction − target) / Σ w. Above 0: predicted too high.
 *
 * targets, predictions, weights [n]. Undefined without rows or when all weights are 0.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function meanError(targets: Column, predictions: Column, weights?: Column): Metric {
  return meanOfRows(
    "meanError",
    { targets, predictions, weights },
    (target, prediction) => prediction - target,
  );
}
