import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Brier score: mean over rows of Σ_k (p_k − [label = k])², halved when K = 2, so that it is the usual
 * (p − label)² of the positive class.
 *
 * labels [n], probabilities row-major [n, K] -> 0..1 for K = 2, 0..2 above; lower is better. Undefined
 * without rows.
 * @source Brier 1950; scaling as scikit-learn brier_score_loss(scale_by_half="auto").
 * @throws DataError when the table does not fit the labels or holds no probabilities.
 */
export function brier(labels: Column, probabilities: Column): Metric {
  const classes = checkProbabilities("brier", labels, probabilities);
  const rows = labels.length;
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let label = 0; label < classes; label++) {
      const target = label === at(labels, row) ? 1 : 0;
      sum += (at(probabilities, row * classes + label) - target) ** 2;
    }
  }
  return (classes === 2 ? sum / 2 : sum) / rows;
}
