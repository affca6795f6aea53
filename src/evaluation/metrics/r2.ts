import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Coefficient of determination: 1 − Σ w·(target − prediction)² / Σ w·(target − weighted mean)².
 *
 * targets, predictions, weights [n] -> −∞..1; 0 is as good as predicting the mean. Undefined with fewer
 * than two rows or when all targets with weight are equal.
 * @source scikit-learn r2_score, which returns 0 or 1 for equal targets; we say undefined.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function r2(targets: Column, predictions: Column, weights?: Column): Metric {
  const rows = rowCount("r2", { targets, predictions });
  const weight = weightsOrOnes("r2", weights, rows);
  checkFinite("r2", "target", targets);
  checkFinite("r2", "prediction", predictions);
  if (rows < 2) return undefinedMetric("fewer than two rows");
  const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => at(weight, row) > 0);
  const [first] = kept;
  if (first === undefined) return undefinedMetric("all weights are 0");
  if (kept.every((row) => at(targets, row) === at(targets, first))) {
    return undefinedMetric("all targets are equal");
  }
  const total = kept.reduce((sum, row) => sum + at(weight, row), 0);
  const mean = kept.reduce((sum, row) => sum + at(weight, row) * at(targets, row), 0) / total;
  let residual = 0;
  let spread = 0;
  for (const row of kept) {
    residual += at(weight, row) * (at(targets, row) - at(predictions, row)) ** 2;
    spread += at(weight, row) * (at(targets, row) - mean) ** 2;
  }
  return 1 - residual / spread;
}
