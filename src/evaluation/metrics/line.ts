import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";

/** prediction = intercept + slope · target, by weighted least squares, and what it was made from. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  readonly meanPrediction: number;
  /** Σ w·(target − weighted mean)². */
  readonly spread: number;
}

/**
 * The line through rows with a weight above 0. Columns are checked by the caller.
 * Undefined with fewer than two such rows, or when their targets are equal.
 */
export function fitLine(
  targets: Column,
  predictions: Column,
  weights: Float64Array,
): Line | Undefined {
  const kept = [...weights.keys()].filter((row) => at(weights, row) > 0);
  const [first] = kept;
  if (first === undefined || kept.length < 2) return undefinedMetric("fewer than two rows");
  if (kept.every((row) => at(targets, row) === at(targets, first))) {
    return undefinedMetric("all targets are equal");
  }
  const total = sumOf(kept, (row) => at(weights, row));
  const meanTarget = sumOf(kept, (row) => at(weights, row) * at(targets, row)) / total;
  const meanPrediction = sumOf(kept, (row) => at(weights, row) * at(predictions, row)) / total;
  const spread = sumOf(kept, (row) => at(weights, row) * (at(targets, row) - meanTarget) ** 2);
  const shared = sumOf(
    kept,
    (row) =>
      at(weights, row) * (at(targets, row) - meanTarget) * (at(predictions, row) - meanPrediction),
  );
  const slope = shared / spread;
  const intercept = meanPrediction - slope * meanTarget;
  return { intercept, slope, meanPrediction, spread };
}

function sumOf(rows: readonly number[], value: (row: number) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
