import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/** Score of a picture, and its gradient. */
export interface ScoredGradient {
  readonly score: number;
  /** d score / d picture, of the picture's length. */
  readonly gradient: Float32Array;
}

/** Where a score comes from. */
export interface Integrated {
  /** One number a pixel and channel; they sum to `difference` but for `error`. */
  readonly attributions: Float64Array;
  /** Score of the picture less that of the baseline. */
  readonly difference: number;
  /** |Σ attributions − difference|: what the steps are too coarse for. */
  readonly error: number;
}

/** Pictures on the straight way from baseline to picture, in the middle of `steps` equal parts. */
export function integrationPoints(
  picture: Float32Array,
  baseline: Float32Array,
  steps: number,
): Float32Array[] {
  requireSameLength(picture, baseline);
  return Array.from({ length: steps }, (_, step) => {
    const share = (step + 0.5) / steps;
    return picture.map(
      (value, pixel) => at(baseline, pixel) + share * (value - at(baseline, pixel)),
    );
  });
}

/**
 * Integrated gradients: (x − x') · ∫ over α from 0 to 1 of ds/dx at x' + α (x − x'). They are complete: their sum is s(x) − s(x').
 *
 * Deviation: the integral is the midpoint rule, which is exact for scores that are quadratic along the way; published are right sums.
 * @param gradients at {@link integrationPoints}, in order; one at least.
 * @param scores of the picture and of the baseline.
 * @throws DataError where lengths differ.
 * @source Sundararajan, Taly and Yan 2017, equations 1 and 3.
 */
export function integrateGradients(
  picture: Float32Array,
  baseline: Float32Array,
  gradients: readonly Float32Array[],
  scores: { readonly picture: number; readonly baseline: number },
): Integrated {
  requireSameLength(picture, baseline);
  const sums = new Float64Array(picture.length);
  for (const gradient of gradients) {
    requireSameLength(picture, gradient);
    for (const [pixel, slope] of gradient.entries()) sums[pixel] = at(sums, pixel) + slope;
  }
  const attributions = sums.map(
    (total, pixel) => ((at(picture, pixel) - at(baseline, pixel)) * total) / gradients.length,
  );
  const difference = scores.picture - scores.baseline;
  let total = 0;
  for (const value of attributions) total += value;
  return { attributions, difference, error: Math.abs(total - difference) };
}

function requireSameLength(picture: Float32Array, other: Float32Array): void {
  if (picture.length === other.length) return;
  throw new DataError("integrated gradients", "numbers of a picture", {
    expected: picture.length,
    got: other.length,
  });
}
