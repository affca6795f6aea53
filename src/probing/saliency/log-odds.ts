import { mul, sub } from "../../graph/ops/elementwise.js";
import { logSumExp, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";

/** Takes a class out of a sum of exponentials: e^(−1e30) is 0. */
const never = 1e30;

/**
 * Log odds of a class, log P / (1 − P) = z_c − log Σ over the others of e^z: what is differentiated here. Unlike the logit of Selvaraju
 * et al. it does not change where all logits change alike, which softmax does not see; of two classes it is the difference of the
 * logits. Unlike the probability it does not saturate.
 * @param logits [B, K], K at least 2.
 * @param chosen [B, K], 1 for the class of the row, else 0.
 * @returns [B].
 */
export function logOdds(logits: Tensor, chosen: Tensor): Tensor {
  const own = sum(mul(logits, chosen), { axes: [1] });
  return sub(own, logSumExp(sub(logits, mul(chosen, never)), { axes: [1] }));
}
