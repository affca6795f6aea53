import { at } from "../base/ndarray.js";
import { add, div, mul, sqrt, sub } from "../graph/ops/elementwise.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { cast, maximum, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";

/** Standard deviations below this count as constant features. */
const standardDeviationFloor = 1e-3;

/**
 * Each feature with mean 0 and variance 1 over the rows that count: x [B, F] -> [B, F],
 * (x − mean) / max(sd, 10⁻³), sd² the biased variance. Constant features become 0, not NaN; gradients flow
 * through mean and variance. Rows that do not count (`valid` false, bool [B]) become 0 and have no gradient.
 */
export function standardise(x: Tensor, valid: Tensor | null = null): Tensor {
  const kept = (values: Tensor) => keepRows(values, valid);
  const average = (values: Tensor) => {
    const sums = sum(values, { axes: [0], keepAxes: true });
    return div(sums, valid === null ? at(x.shape, 0) : counted(valid));
  };
  const centred = kept(sub(x, average(kept(x))));
  // The small term keeps the slope of the root finite; the floor then cuts it off for constant features.
  const spread = sqrt(add(average(mul(centred, centred)), 1e-12));
  return div(centred, maximum(spread, standardDeviationFloor));
}

/** x [B, F] with rows that do not count (`valid` false, bool [B]) 0, whatever they held; no gradient reaches them. */
export function keepRows(x: Tensor, valid: Tensor | null): Tensor {
  return valid === null ? x : where(reshape(valid, [at(valid.shape, 0), 1]), x, 0);
}

/** Rows that count, at least 1: means over none are 0. */
function counted(valid: Tensor): Tensor {
  return maximum(sum(cast(valid, "float32")), 1);
}
