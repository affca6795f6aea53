import { NumericError } from "../base/errors.js";
import { at } from "../base/ndarray.js";

/** Place and squared spread of one feature in one batch, in units of the pooled deviation. */
export interface BatchEffect {
  /** γ* */
  readonly shift: number;
  /** δ*², above 0 */
  readonly variance: number;
}

const tolerance = 1e-12;
const maxIterations = 10_000;

/**
 * Empirical Bayes for one batch, parametric: posterior means of place and squared spread of each feature.
 *
 *   γ* = (n·τ²·γ̂ + δ*²·γ̄) / (n·τ² + δ*²),   δ*² = (θ + ½ Σ (Z − γ*)²) / (n/2 + λ − 1)
 *
 * iterated from γ̂ (mean) and δ̂² (variance, n − 1) until both stand still. γ̄, τ² are mean and variance over the
 * features of γ̂; λ = (m² + 2s²)/s² and θ = (m³ + m·s²)/s² with m, s² those of δ̂². With s² = 0 (one feature, or all
 * alike) the prior is a point: δ*² = m. A feature that is constant in the batch has δ̂² = 1, as in neuroCombat.
 * @param features one array a feature: its standardised values in the batch, at least two.
 * @throws NumericError where the iteration does not end.
 * @source Johnson, Li & Rabinovic 2007, section 3.2 and supplement; stopping at 1e-12 instead of 1e-4.
 */
export function shrinkBatch(features: readonly (readonly number[])[]): BatchEffect[] {
  const shifts = features.map(meanOf);
  const variances = features.map((values) => {
    const variance = varianceOf(values);
    return variance === 0 ? 1 : variance;
  });
  const [shiftMean, shiftVariance] = [meanOf(shifts), varianceOf(shifts)];
  const [m, s2] = [meanOf(variances), varianceOf(variances)];
  return features.map((values, index) => {
    const n = values.length;
    const own = at(shifts, index);
    let shift = own;
    let variance = at(variances, index);
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      const nextShift =
        (n * shiftVariance * own + variance * shiftMean) / (n * shiftVariance + variance);
      const squares = values.reduce((sum, value) => sum + (value - nextShift) ** 2, 0);
      const nextVariance =
        s2 === 0
          ? m
          : ((m * s2 + m ** 3) / s2 + squares / 2) / (n / 2 + (2 * s2 + m ** 2) / s2 - 1);
      const change = Math.max(
        Math.abs(nextShift - shift),
        Math.abs(nextVariance - variance) / variance,
      );
      shift = nextShift;
      variance = nextVariance;
      if (change <= tolerance) return { shift, variance };
    }
    throw new NumericError("method combat", "empirical Bayes does not come to rest", {
      feature: index,
    });
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** Divided by n − 1; 0 of one value. */
function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
