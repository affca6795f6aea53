import { at } from "../../base/ndarray.js";
import { sub } from "../../graph/ops/elementwise.js";
import { logSumExp, reshape } from "../../graph/ops/reduce.js";
import { and, equal, greater, where } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { ownClass } from "./own-class.js";
import { requireShape } from "./reduce.js";

/** Operands of {@link effectBesideOthers}. */
export interface ScoresBesideOthers {
  /** s_k, [B, K]. */
  readonly scores: Tensor;
  /** s_k under do(A_k = A_j), [B, K, K]: row k, column j. */
  readonly crossed: Tensor;
  /** int32 [B, K]: 1, 0, or -1 for missing. */
  readonly answers: Tensor;
}

/** A score that counts as nothing beside others. */
const nothing = -1e9;

/**
 * Reconstruction: the effect of a label's own attention beside that of the other labels of its image,
 *
 *   e_k = s_k − log Σ over j ≠ k with y_j = 1 of exp(s_k under do(A_k = A_j))
 *
 * and the answers that it must tell: those of yes beside another yes, all others missing. With cross-entropy the loss is
 * −log of the share of k's own place among those that k's scorer likes: a label that looks where one looks that often comes with it has
 * a share of a half at most. What is there says nothing of a label that is not: to tell its absence by it would be to find its signs on
 * others.
 * @returns effect [B, K], answers int32 [B, K].
 * @throws ShapeError where the operands do not fit.
 * @source ours; Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea of several counterfactual attentions.
 */
export function effectBesideOthers({ scores, crossed, answers }: ScoresBesideOthers): {
  readonly effect: Tensor;
  readonly answers: Tensor;
} {
  const { shape } = answers;
  const [batch, labels] = [at(shape, 0), at(shape, 1)];
  requireShape("effectBesideOthers", "scores", shape, scores.shape);
  requireShape("effectBesideOthers", "crossed", [batch, labels, labels], crossed.shape);
  const there = reshape(equal(answers, 1), [batch, 1, labels]);
  const others = where(ownClass(labels), nothing, where(there, crossed, nothing));
  const best = logSumExp(others, { axes: [2] });
  const isBeside = greater(best, nothing / 2);
  const missing = constant([-1], [], "int32");
  return {
    effect: sub(scores, where(isBeside, best, 0)),
    answers: where(and(isBeside, equal(answers, 1)), answers, missing),
  };
}
