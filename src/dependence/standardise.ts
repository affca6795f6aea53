import { at } from "../base/ndarray.js";
import { add, div, mul, sqrt, sub } from "../graph/ops/elementwise.js";
import { mean, reshape, sum } from "../graph/ops/reduce.js";
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
  const average = valid === null ? columnMeans : maskedMeans(valid);
  const centred = sub(x, average(x));
  // The small term keeps the slope of the root finite; the floor then cuts it off for constant features.
  const spread = sqrt(add(average(mul(centred, centred)), 1e-12));
  const scaled = div(centred, maximum(spread, standardDeviationFloor));
  return valid === null ? scaled : where(column(valid), scaled, 0);
}

function columnMeans(x: Tensor): Tensor {
  return mean(x, { axes: [0], keepAxes: true });
}

/** Means over the rows that count; 0 without any. */
function maskedMeans(valid: Tensor): (x: Tensor) => Tensor {
  const count = maximum(sum(cast(valid, "float32")), 1);
  return (x) => div(sum(where(column(valid), x, 0), { axes: [0], keepAxes: true }), count);
}

function column(valid: Tensor): Tensor {
  return reshape(valid, [at(valid.shape, 0), 1]);
}
