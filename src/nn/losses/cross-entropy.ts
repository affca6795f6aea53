import { neg } from "../../graph/ops/elementwise.js";
import type { Tensor } from "../../graph/tensor.js";
import { labelledRows } from "./class-labels.js";
import { reduceLoss, type LossOptions } from "./reduce.js";

/**
 * Cross-entropy of softmax(logits) in nats: l = logSumExp(logits) − logits[label], in [0, ∞), stable for
 * any finite logits.
 *
 * logits [B, K]; labels int32 or int64 [B] in −1..K − 1 (−1: missing, exactly zero loss and gradient), or
 * float32 [B, K] one-hot or class probabilities (a negative entry: missing). -> [] (or [B] with `none`). The
 * mean is over valid rows, Σ w·l / Σ w; 0 where all rows are missing.
 * @throws ShapeError, DTypeError where operands do not fit. A label that is no class gives NaN.
 * @source torch.nn.CrossEntropyLoss(ignore_index=-1); row weights are ours.
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: LossOptions = {}): Tensor {
  const { logLikelihood, valid } = labelledRows("crossEntropy", logits, labels);
  return reduceLoss("crossEntropy", neg(logLikelihood), valid, options);
}
