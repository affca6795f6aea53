/**
 * Losses of real-valued targets. Predictions and targets float32 [B] or [B, F], of one shape -> [] (or that
 * shape with `none`). A NaN target is missing: exactly zero loss and gradient of that element (−1 is a legal
 * value here, unlike for classes). The mean is over valid elements; 0 where all are missing.
 */
import { ConfigError } from "../../base/errors.js";
import { abs, add, mul, sub } from "../../graph/ops/elementwise.js";
import { clip, equal } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows, reduceLoss, requireShape, type LossOptions } from "./reduce.js";

/** Options of {@link huber}. */
export interface HuberOptions extends LossOptions {
  /** Residual at which the loss turns from square to linear, in the target's unit; above 0, default 1. */
  readonly delta?: number;
}

/**
 * (prediction − target)², in the target's unit squared. Gradient 0 at 0.
 * @throws ShapeError where the shapes differ.
 * @source torch.nn.MSELoss
 */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  options: LossOptions = {},
): Tensor {
  const { residuals, valid } = residualsOf("meanSquaredError", prediction, target);
  return reduceLoss("meanSquaredError", mul(residuals, residuals), valid, options);
}

/**
 * |prediction − target|, in the target's unit. Gradient 0 at 0.
 * @throws ShapeError where the shapes differ.
 * @source torch.nn.L1Loss
 */
export function meanAbsoluteError(
  prediction: Tensor,
  target: Tensor,
  options: LossOptions = {},
): Tensor {
  const { residuals, valid } = residualsOf("meanAbsoluteError", prediction, target);
  return reduceLoss("meanAbsoluteError", abs(residuals), valid, options);
}

/**
 * r²/2 where |r| ≤ δ, else δ·(|r| − δ/2), r = prediction − target. Computed as c·(|r| − c/2) with
 * c = min(|r|, δ): no branch, gradient clip(r, −δ, δ).
 * @throws ShapeError where the shapes differ. @throws ConfigError unless δ > 0.
 * @source torch.nn.HuberLoss; Huber 1964.
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1, ...reduction } = options;
  if (!(delta > 0)) throw new ConfigError("huber", "delta", { expected: "above 0", got: delta });
  const { residuals, valid } = residualsOf("huber", prediction, target);
  const size = abs(residuals);
  const capped = clip(size, 0, delta);
  return reduceLoss("huber", mul(capped, add(size, mul(capped, -0.5))), valid, reduction);
}

/** prediction − target, 0 where the target is missing. */
function residualsOf(where_: string, prediction: Tensor, target: Tensor) {
  requireShape(where_, "targets", prediction.shape, target.shape);
  const valid = equal(target, target);
  return { valid, residuals: sub(maskRows(prediction, valid), maskRows(target, valid)) };
}
