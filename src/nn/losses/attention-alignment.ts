import { ShapeError } from "../../base/errors.js";
import { log, mul, sub } from "../../graph/ops/elementwise.js";
import { mean, reshape, sum } from "../../graph/ops/reduce.js";
import { equal, maximum, stopGradient } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows, reduceLoss, requireShape } from "./reduce.js";

/** Attention below this counts as this in a logarithm: float32's softmax may be 0. */
const smallestAttention = 1e-30;

/** Operands of {@link attentionAlignment}. */
export interface AlignedAttention {
  /** A^GM [B, K, N], each row a distribution over places: what the heads should look at. No gradient reaches it. */
  readonly target: Tensor;
  /** A [B, K, H, N], each row a distribution over places. */
  readonly attention: Tensor;
  /** int32 [B, K]: 1, 0, or -1 for missing. */
  readonly answers: Tensor;
}

/**
 * Reconstruction: IBCA's alignment of multi-head attention with the Gaussian-mixture attention, in nats, in [0, ∞):
 *
 *   L_align = mean over pairs (image, class k) with answer 1 and over heads h of KL(sg(A^GM_k) ‖ A_kh)
 *
 * -> []; 0 where no answer is 1. Pairs with another answer, missing ones too, have exactly no gradient, whatever stands there.
 * Where A is below 1e-30 its logarithm is that of 1e-30 and has no gradient.
 * @throws ShapeError where the operands do not fit.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea of aligning the two; the divergence, its direction and the
 * choice of positives are ours.
 */
export function attentionAlignment({ target, attention, answers }: AlignedAttention): Tensor {
  const where_ = "attentionAlignment";
  if (attention.shape.length !== 4) {
    throw new ShapeError(where_, "attention must be [B, K, H, N]", { got: attention.shape });
  }
  const [batch = 0, classes = 0, , places = 0] = attention.shape;
  requireShape(where_, "target", [batch, classes, places], target.shape);
  requireShape(where_, "answers", [batch, classes], answers.shape);
  const positive = equal(answers, 1);
  const wanted = reshape(maskRows(stopGradient(target), positive), [batch, classes, 1, places]);
  const seen = maskRows(attention, positive);
  const logRatio = sub(
    log(maximum(wanted, smallestAttention)),
    log(maximum(seen, smallestAttention)),
  );
  const divergence = sum(mul(wanted, logRatio), { axes: [3] });
  return reduceLoss(where_, mean(divergence, { axes: [2] }), positive, {});
}
