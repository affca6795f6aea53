import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { fitLine } from "./line.js";

/**
 * Pearson's correlation of target and prediction: Σ w·(t − t̄)(p − p̄) / √(Σ w·(t − t̄)² · Σ w·(p − p̄)²), with weighted
 * means.
 *
 * targets, predictions, weights [n] -> −1..1. It does not see an error that is linear in the target: read it beside MAE.
 * Undefined with fewer than two rows, or when all targets or all predictions with weight are equal.
 * @source as numpy.corrcoef, which divides by 0 where we say undefined; weights are ours.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function pearson(targets: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("pearson", { targets, predictions });
  const weight = weightsOrOnes("pearson", weights, rows);
  checkFinite("pearson", "target", targets);
  checkFinite("pearson", "prediction", predictions);
  const line = fitLine(targets, predictions, weight);
  if ("reason" in line) return line;
  const kept = [...weight.keys()].filter((row) => at(weight, row) > 0);
  if (new Set(kept.map((row) => at(predictions, row))).size < 2) {
    return undefinedMetric("all predictions are equal");
  }
  const { meanPrediction, slope, spread } = line;
  let other = 0;
  for (let row = 0; row < rows; row++) {
    other += at(weight, row) * (at(predictions, row) - meanPrediction) ** 2;
  }
  return Math.max(-1, Math.min(1, slope * Math.sqrt(spread / other)));
}
