import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { where } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { binaryAnswers } from "./binary-answers.js";
import { binaryFocal } from "./binary-focal.js";
import { reduceLoss, requireShape, type LossOptions } from "./reduce.js";

/** Options of {@link classBalanced}. */
export interface ClassBalancedOptions extends LossOptions {
  /** Answers of the training set for each class, K pairs: how many are 1, how many 0. Each at least 1. */
  readonly counts: readonly { readonly yes: number; readonly no: number }[];
  /** β, 0 ≤ β < 1: 0 weighs all alike, towards 1 it is the inverse of the counts; default 0.999. */
  readonly beta?: number;
  /** Focusing exponent γ of {@link binaryFocal}; default 0, cross-entropy. */
  readonly gamma?: number;
}

/**
 * Class-balanced loss over labels of their own, each a problem of two classes: l = w_{k, answer} · focal (without α, exponent γ),
 * w from the effective numbers of its answers 1 and 0 ({@link effectiveWeights}); in nats, in [0, ∞).
 *
 * logits float32 [B, K]; answers int32 [B, K]: 1, 0, or -1 for missing: exactly zero loss and gradient. -> [] (or [B, K] with
 * `none`). The mean is over known answers, not over weights; 0 where there is none. β = 0 is the loss without weights.
 * @throws ConfigError for β outside 0 ≤ β < 1. @throws DataError for a count below 1. @throws ShapeError where operands do not
 * fit.
 * @source Cui, Y. et al. 2019 (class-balanced loss). Each label as a problem of two classes is ours; they have one of K classes.
 */
export function classBalanced(
  logits: Tensor,
  answers: Tensor,
  options: ClassBalancedOptions,
): Tensor {
  const { counts, beta = 0.999, gamma = 0, ...reduction } = options;
  requireShape("classBalanced", "counts, one pair a class", logits.shape.slice(1), [counts.length]);
  const pairs = counts.map(({ yes, no }) => effectiveWeights([yes, no], beta));
  const weightsOf = (answer: 0 | 1) =>
    constant(
      pairs.map((pair) => at(pair, answer)),
      [counts.length],
    );
  const { yes, known } = binaryAnswers("classBalanced", logits, answers);
  const losses = binaryFocal(logits, answers, { gamma, alpha: null, reduction: "none" });
  const weighted = mul(losses, where(yes, weightsOf(0), weightsOf(1)));
  return reduceLoss("classBalanced", weighted, known, reduction);
}

/**
 * Weights by the effective number of samples, w_c ∝ (1 − β)/(1 − β^n_c), scaled to sum to the number of classes.
 * @throws ConfigError for β outside 0 ≤ β < 1. @throws DataError for a count below 1.
 * @source Cui, Y. et al. 2019 (class-balanced loss).
 */
export function effectiveWeights(counts: readonly number[], beta: number): number[] {
  if (!(beta >= 0 && beta < 1)) {
    throw new ConfigError("effectiveWeights", "beta", { expected: "0 ≤ beta < 1", got: beta });
  }
  if (!counts.every((count) => count >= 1)) {
    throw new DataError("effectiveWeights", "samples of each class", {
      expected: "1 or more",
      got: counts,
      advice: "Leave out a label that has one answer only.",
    });
  }
  const inverse = counts.map((count) => (beta - 1) / Math.expm1(count * Math.log(beta)));
  const total = inverse.reduce((sum, weight) => sum + weight, 0);
  return inverse.map((weight) => (weight * counts.length) / total);
}
