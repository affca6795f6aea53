import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { logProbability } from "./log-probability.js";
import type { ScoreMap } from "./score-map.js";

/** 1 / T is sought between these. */
const [least, most] = [0.01, 100];
const passes = 100;

/**
 * Temperature scaling: p_k' ∝ p_k^{1/T}, with the T that gives the least mean −ln p'(label). The largest class stays the largest.
 *
 * labels [n], 0..K-1, probabilities row-major [n, K] -> `temperature`, 0.01..100. The loss is convex in 1/T, whose best value is found by
 * Newton's method held in a bracket.
 * Undefined without rows; where all probabilities of each row are equal; where no T is best: every row is right (T → 0), or scores are
 * no better than none (T → ∞).
 * @source Guo et al. 2017, section 4.2; on ln p in the place of logits, which is the same.
 * @throws DataError when the table does not fit the labels or holds no probabilities.
 */
export function fitTemperature(labels: Column, probabilities: Column): ScoreMap | Undefined {
  const classes = checkProbabilities("fitTemperature", labels, probabilities);
  if (labels.length === 0) return undefinedMetric("no rows");
  const logs = Float64Array.from(probabilities, logProbability);
  const slopeAt = (inverse: number) => slopeOfLoss(labels, logs, classes, inverse);
  if (slopeAt(1).curvature === 0) return undefinedMetric("the scores of a row are all equal");
  if (slopeAt(most).slope <= 0)
    return undefinedMetric("every row is right: no temperature is best");
  if (slopeAt(least).slope >= 0) {
    return undefinedMetric("the scores say no more than none would: no temperature is best");
  }
  const inverse = rootOf(slopeAt);
  return {
    parameters: { temperature: 1 / inverse },
    apply: (scores) => scaled(Float64Array.from(scores, logProbability), classes, inverse),
  };
}

/** First and second derivative of Σ −ln p'(label) by 1/T. */
function slopeOfLoss(labels: Column, logs: Float64Array, classes: number, inverse: number) {
  let [slope, curvature] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const top = largest(logs, start, classes);
    let [total, mean, square] = [0, 0, 0];
    for (let label = 0; label < classes; label++) {
      const log = (logs[start + label] ?? 0) - top;
      const weight = Math.exp(inverse * log);
      total += weight;
      mean += weight * log;
      square += weight * log * log;
    }
    mean /= total;
    slope += mean - (at(logs, start + at(labels, row)) - top);
    curvature += square / total - mean * mean;
  }
  return { slope, curvature };
}

function largest(logs: Float64Array, start: number, classes: number): number {
  let top = -Infinity;
  for (let label = 0; label < classes; label++) top = Math.max(top, logs[start + label] ?? top);
  return top;
}

function rootOf(slopeAt: (inverse: number) => { slope: number; curvature: number }): number {
  let [low, high, inverse] = [least, most, 1];
  for (let pass = 0; pass < passes; pass++) {
    const { slope, curvature } = slopeAt(inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - inverse) <= 1e-12 * inverse) return next;
    inverse = next;
  }
  return inverse;
}

function scaled(logs: Float64Array, classes: number, inverse: number): Float64Array {
  const out = new Float64Array(logs.length);
  for (let start = 0; start < logs.length; start += classes) {
    const top = largest(logs, start, classes);
    let total = 0;
    for (let label = 0; label < classes; label++) {
      const weight = Math.exp(inverse * ((logs[start + label] ?? 0) - top));
      out[start + label] = weight;
      total += weight;
    }
    for (let label = 0; label < classes; label++) {
      out[start + label] = (out[start + label] ?? 0) / total;
    }
  }
  return out;
}
