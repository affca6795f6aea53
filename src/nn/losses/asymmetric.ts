import { ConfigError } from "../../base/errors.js";
import { log, neg, sigmoid, softplus, sub } from "../../graph/ops/elementwise.js";
import { relu, where } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { binaryAnswers } from "./binary-answers.js";
import { focus, requireFocusing } from "./binary-focal.js";
import { reduceLoss, type LossOptions } from "./reduce.js";

/** Options of {@link asymmetric}. */
export interface AsymmetricOptions extends LossOptions {
  /** Focusing exponent γ+ of answers 1: 0 or at least 1; default 1. */
  readonly gammaPositive?: number;
  /** Focusing exponent γ− of answers 0: 0 or at least 1; default 4. */
  readonly gammaNegative?: number;
  /** Probability m below which an answer 0 is not asked to fall any more; 0 ≤ m < 1, default 0.05. */
  readonly clip?: number;
}

/**
 * Asymmetric loss over labels of their own, p = sigmoid(x), in nats, in [0, ∞):
 *
 *   answer 1: −(1 − p)^γ+ · log p;   answer 0: −p_m^γ− · log(1 − p_m) with p_m = max(p − m, 0)
 *
 * logits float32 [B, K]; answers int32 [B, K]: 1, 0, or -1 for missing: exactly zero loss and gradient. -> [] (or [B, K] with
 * `none`). The mean is over known answers; 0 where there is none. γ+ = γ− = m = 0 is binary cross-entropy.
 * @throws ConfigError for an exponent between 0 and 1 or below 0, or m outside 0 ≤ m < 1. @throws ShapeError where the shapes
 * differ.
 * @source Ridnik et al. 2021 (ASL) and their code. It sums over the batch and may cut the gradient of the focusing
 * factors; here it is the mean, and the gradient is that of the formula. Logarithms are not cut off at 1e-8.
 */
export function asymmetric(
  logits: Tensor,
  answers: Tensor,
  options: AsymmetricOptions = {},
): Tensor {
  const { gammaPositive = 1, gammaNegative = 4, clip = 0.05, ...reduction } = options;
  requireFocusing("asymmetric", "gammaPositive", gammaPositive);
  requireFocusing("asymmetric", "gammaNegative", gammaNegative);
  if (!(clip >= 0 && clip < 1)) {
    throw new ConfigError("asymmetric", "clip", { expected: "0 ≤ clip < 1", got: clip });
  }
  const { logits: x, yes, known } = binaryAnswers("asymmetric", logits, answers);
  const ofYes = focus(softplus(neg(x)), sigmoid(neg(x)), gammaPositive);
  const p = sigmoid(x);
  const shifted = clip === 0 ? p : relu(sub(p, clip));
  const ofNo = focus(clip === 0 ? softplus(x) : neg(log(sub(1, shifted))), shifted, gammaNegative);
  return reduceLoss("asymmetric", where(yes, ofYes, ofNo), known, reduction);
}
