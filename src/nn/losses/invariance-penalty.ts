import { at } from "../../base/ndarray.js";
import { div, mul, sub } from "../../graph/ops/elementwise.js";
import { oneHot } from "../../graph/ops/gather.js";
import { matmul } from "../../graph/ops/matmul.js";
import { reshape, softmax, sum } from "../../graph/ops/reduce.js";
import { and, cast, greater, greaterOrEqual, maximum } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows } from "./reduce.js";

/**
 * IRMv1's penalty for cross-entropy, in closed form. The dummy scale w multiplies the logits z; at w = 1
 *
 *   d/dw CE(w·z, y) = Σ_k (p_k − [y = k]) · z_k,  p = softmax(z)
 *   penalty = mean over environments e of (mean over the rows of e of that derivative)²
 *
 * [] in [0, ∞), nats²; environments without a row of known label do not count, 0 where none has any. Only first
 * derivatives of the logits are in it, so that the graph can differentiate it.
 * @param logits float32 [B, K]. @param label int32 or int64 [B], -1 missing. @param member float32 [B, E]: 1
 * where row b is in environment e. Rows without label or environment have exactly no gradient.
 * @source Arjovsky et al. 2019, IRMv1; the squared mean, as in their code for whole batches.
 */
export function invariancePenalty(logits: Tensor, label: Tensor, member: Tensor): Tensor {
  const [rows, classes] = [at(logits.shape, 0), at(logits.shape, 1)];
  const environments = at(member.shape, 1);
  const labelled = greaterOrEqual(label, 0);
  const inside = greater(sum(member, { axes: [1] }), 0);
  const valid = and(labelled, inside);
  const safe = maskRows(logits, valid);
  const miss = sub(softmax(safe), oneHot(cast(label, "int64"), classes));
  const slopes = sum(mul(miss, safe), { axes: [1], keepAxes: true });

  const weights = mul(member, reshape(cast(valid, "float32"), [rows, 1]));
  const counts = sum(weights, { axes: [0] });
  const sums = reshape(matmul(weights, slopes, { transposeLeft: true }), [environments]);
  const means = div(sums, maximum(counts, 1));
  const present = sum(cast(greater(counts, 0), "float32"));
  return div(sum(mul(means, means)), maximum(present, 1));
}
