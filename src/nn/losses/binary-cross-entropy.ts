import { mul, softplus, sub } from "../../graph/ops/elementwise.js";
import { cast, greaterOrEqual } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows, reduceLoss, requireShape, type LossOptions } from "./reduce.js";

/**
 * Binary cross-entropy of sigmoid(logits) in nats: l = softplus(x) − x·t, in [0, ∞) for t in 0..1, stable for
 * any finite logits.
 *
 * logits float32 [B] or [B, K] (K labels of their own); labels of the same shape, int32, int64 or float32 in
 * 0..1, where a negative entry is missing: exactly zero loss and gradient of that element. -> [] (or the
 * logits' shape with `none`). The mean is over valid elements; 0 where all are missing.
 * @throws ShapeError where the shapes differ.
 * @source torch.nn.BCEWithLogitsLoss; masks and row weights are ours.
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  labels: Tensor,
  options: LossOptions = {},
): Tensor {
  const where_ = "binaryCrossEntropyWithLogits";
  requireShape(where_, "labels", logits.shape, labels.shape);
  const target = cast(labels, "float32");
  const valid = greaterOrEqual(target, 0);
  const x = maskRows(logits, valid);
  return reduceLoss(where_, sub(softplus(x), mul(x, target)), valid, options);
}
