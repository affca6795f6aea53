import { ConfigError } from "../../base/errors.js";
import { mul, neg, pow, sigmoid, softplus } from "../../graph/ops/elementwise.js";
import { where } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { binaryAnswers } from "./binary-answers.js";
import { reduceLoss, type LossOptions } from "./reduce.js";

/** Options of {@link binaryFocal}. */
export interface BinaryFocalOptions extends LossOptions {
  /** Focusing exponent γ: 0 is cross-entropy; otherwise at least 1, default 2. */
  readonly gamma?: number;
  /** Weight α of answers 1, that of answers 0 is 1 − α; default 0.25. Null: 1 for both. */
  readonly alpha?: number | null;
}

/**
 * Focal loss over labels of their own: l = −α_t·(1 − p_t)^γ·log p_t with p_t = sigmoid(x) for answer 1, 1 − sigmoid(x) for
 * answer 0; in nats, in [0, ∞), stable for any finite logits.
 *
 * logits float32 [B, K]; answers int32 [B, K]: 1, 0, or -1 for missing: exactly zero loss and gradient. -> [] (or [B, K] with
 * `none`). The mean is over known answers; 0 where there is none. γ = 0 without α is binary cross-entropy.
 * @throws ConfigError for γ between 0 and 1 or below 0, or α outside 0..1. @throws ShapeError where the shapes differ.
 * @source Lin et al. 2017, equation 5. They divide by the number of positive anchors; here it is the mean.
 */
export function binaryFocal(
  logits: Tensor,
  answers: Tensor,
  options: BinaryFocalOptions = {},
): Tensor {
  const { gamma = 2, alpha = 0.25, ...reduction } = options;
  requireFocusing("binaryFocal", "gamma", gamma);
  if (alpha !== null && !(alpha >= 0 && alpha <= 1)) {
    throw new ConfigError("binaryFocal", "alpha", { expected: "0..1, or null", got: alpha });
  }
  const { ofTruth, yes, known } = binaryAnswers("binaryFocal", logits, answers);
  const focused = focus(softplus(neg(ofTruth)), sigmoid(neg(ofTruth)), gamma);
  const losses = alpha === null ? focused : mul(focused, where(yes, alpha, 1 - alpha));
  return reduceLoss("binaryFocal", losses, known, reduction);
}

/** loss·miss^γ; exponent 0 leaves the loss as it is. */
export function focus(loss: Tensor, miss: Tensor, gamma: number): Tensor {
  return gamma === 0 ? loss : mul(pow(miss, gamma), loss);
}

/** @throws ConfigError unless the exponent is 0 or at least 1: between, its gradient is infinite where nothing is missed. */
export function requireFocusing(where_: string, name: string, gamma: number): void {
  if (!(gamma === 0 || gamma >= 1)) {
    throw new ConfigError(where_, name, { expected: "0, or at least 1", got: gamma });
  }
}
