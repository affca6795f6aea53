import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Mean cross-entropy in nats: −(1/n) Σ ln p(label).
 *
 * labels [n], probabilities row-major [n, K] -> 0..36.04: probabilities are clipped to at least 2⁻⁵²,
 * as scikit-learn does for float64, so one certain error is no infinity. Undefined without rows.
 * @throws DataError when the table does not fit the labels or holds no probabilities.
 */
export function logLoss(labels: Column, probabilities: Column): Metric {
  const classes = checkProbabilities("logLoss", labels, probabilities);
  const rows = labels.length;
  if (rows === 0) return undefinedMetric("no rows");
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const probability = at(probabilities, row * classes + at(labels, row));
    sum -= Math.log(Math.max(probability, Number.EPSILON));
  }
  return sum / rows;
}
