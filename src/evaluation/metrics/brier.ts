import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import { weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Brier score: weighted mean over rows of Σ_k (p_k − [label = k])², halved when K = 2, so that it is the usual
 * (p − label)² of the positive class.
 *
 * labels [n], probabilities row-major [n, K], weights [n] -> 0..1 for K = 2, 0..2 above; lower is better.
 * Undefined without rows or when all weights are 0.
 * @source Brier 1950; scaling as scikit-learn brier_score_loss(scale_by_half="auto").
 * @throws DataError when the table does not fit the labels or holds no probabilities, or a weight is negative.
 */
export function brier(labels: Column, probabilities: Column, weights?: Column): Metric {
  const classes = checkProbabilities("brier", labels, probabilities);
  const rows = labels.length;
  const weight = weightsOrOnes("brier", weights, rows);
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    total += at(weight, row);
    for (let label = 0; label < classes; label++) {
      const target = label === at(labels, row) ? 1 : 0;
      sum += at(weight, row) * (at(probabilities, row * classes + label) - target) ** 2;
    }
  }
  if (total === 0) return undefinedMetric("all weights are 0");
  return (classes === 2 ? sum / 2 : sum) / total;
}
