import { at } from "../base/ndarray.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";
import type { FeatureTable } from "./probe.js";
import { momentsOf } from "./scale-features.js";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.js";

/** Whether a part of the features still varies, and in how many directions. */
export interface CollapseDiagnostics {
  /** Variance of each dimension (divided by the number of rows). */
  readonly variance: readonly number[];
  /** exp(entropy of the normalised singular values), 1..dimensions. */
  readonly effective_rank: Metric;
  /** True where no dimension varies: the part is the same for every image. */
  readonly constant: boolean;
}

/**
 * Variance of each dimension and effective rank exp(−Σ p_i log p_i), p_i = σ_i / Σσ, σ the singular values of
 * the centred features (roots of the eigenvalues of their covariance). A dimension that varies less than
 * float32 can hold beside its mean has variance 0. The rank has no value for a constant part.
 * @source Roy and Vetterli 2007, definition 1, on the centred matrix: an offset is no direction of change.
 */
export function collapseOf(features: FeatureTable): CollapseDiagnostics {
  const { rows, width, values } = features;
  const all = Array.from({ length: rows }, (_, row) => row);
  const { mean, deviation } = momentsOf(features, all);
  const variance = [...deviation].map((spread) => spread * spread);
  if (variance.every((entry) => entry === 0)) {
    return { variance, effective_rank: undefinedMetric("the part is constant"), constant: true };
  }
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let left = 0; left < width; left++) {
      if (at(deviation, left) === 0) continue;
      const first = at(values, row * width + left) - at(mean, left);
      for (let right = 0; right < width; right++) {
        if (at(deviation, right) === 0) continue;
        const second = at(values, row * width + right) - at(mean, right);
        covariance[left * width + right] =
          (covariance[left * width + right] ?? 0) + (first * second) / rows;
      }
    }
  }
  const singular = symmetricEigenvalues(covariance, width).map((entry) => Math.sqrt(Math.max(0, entry))); // prettier-ignore
  const total = singular.reduce((sum, entry) => sum + entry, 0);
  const entropy = singular.reduce((sum, entry) => {
    const share = entry / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return { variance, effective_rank: Math.exp(entropy), constant: false };
}
