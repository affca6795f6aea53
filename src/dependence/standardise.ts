import { add, div, mul, sqrt, sub } from "../graph/ops/elementwise.js";
import { mean } from "../graph/ops/reduce.js";
import { maximum } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";

/** Standard deviations below this count as constant features. */
const standardDeviationFloor = 1e-3;

/**
 * Each feature with mean 0 and variance 1 over the batch: x [B, F] -> [B, F],
 * (x − mean) / max(sd, 10⁻³), sd² the biased variance. Constant features become 0, not NaN; gradients flow
 * through mean and variance.
 */
export function standardise(x: Tensor): Tensor {
  const centred = sub(x, mean(x, { axes: [0], keepAxes: true }));
  const variance = mean(mul(centred, centred), { axes: [0], keepAxes: true });
  // The small term keeps the slope of the root finite; the floor then cuts it off for constant features.
  return div(centred, maximum(sqrt(add(variance, 1e-12)), standardDeviationFloor));
}
