import { ConfigError } from "../../base/errors.js";
import { exp, mul, neg, pow, sub } from "../../graph/ops/elementwise.js";
import { relu } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { labelledRows } from "./class-labels.js";
import { reduceLoss, type LossOptions } from "./reduce.js";

/** Options of {@link focal}. */
export interface FocalOptions extends LossOptions {
  /** Focusing exponent γ: 0 is cross-entropy; otherwise at least 1, default 2. */
  readonly gamma?: number;
}

/**
 * Focal loss over classes: l = −(1 − p)^γ · log p with p = softmax(logits)[label], in nats, in [0, ∞). Rows
 * that are already right count less.
 *
 * Operands, masking and reduction as {@link crossEntropy}; γ = 0 equals it.
 * @throws ConfigError for γ between 0 and 1 (its gradient is infinite at p = 1) or below 0.
 * @throws ShapeError, DTypeError where operands do not fit.
 * @source Lin et al. 2017, equation 4, without class weights α (row weights serve).
 */
export function focal(logits: Tensor, labels: Tensor, options: FocalOptions = {}): Tensor {
  const { gamma = 2, ...reduction } = options;
  if (!(gamma === 0 || gamma >= 1)) {
    throw new ConfigError("focal", "gamma", { expected: "0, or at least 1", got: gamma });
  }
  const { logLikelihood, valid } = labelledRows("focal", logits, labels);
  const crossEntropies = neg(logLikelihood);
  // Rounding may leave p a little above 1; a negative base would give NaN.
  const miss = relu(sub(1, exp(logLikelihood)));
  const losses = gamma === 0 ? crossEntropies : mul(pow(miss, gamma), crossEntropies);
  return reduceLoss("focal", losses, valid, reduction);
}
