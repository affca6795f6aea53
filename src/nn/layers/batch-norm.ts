import { ShapeError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { batchNorm as batchNormOf, batchNormInference } from "../../graph/ops/norm.js";
import { stopGradient } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { constantInit, type ApplyContext, type Layer } from "../layer.js";
import { affineSpecs } from "./affine.js";
import { placeOf } from "./place.js";

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  readonly channels: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** Share of the batch's statistics in the next running ones; default 0.1. */
  readonly momentum?: number;
  /** False: no buffers; the batch's own statistics in every pass. For nets that are never evaluated alone. */
  readonly trackStatistics?: boolean;
}

/**
 * y = (x − mean) / √(variance + ε) · weight + bias, statistics of each channel: x [B, C] or [B, C, ...space]
 * -> the same.
 *
 * Training: mean and population variance of the batch, n = B · positions; the next buffers are
 * (1 − momentum)·running + momentum·batch, with the *unbiased* variance (n/(n − 1)). Evaluation: running
 * statistics, buffers unchanged. Parameters `weight` (ones), `bias` (zeros); buffers `runningMean` (zeros),
 * `runningVariance` (ones). Without `trackStatistics`: no buffers, batch statistics in both modes.
 * @throws ShapeError where x has other channels, or training sees fewer than two values a channel.
 * @source torch.nn.BatchNorm1d, 2d, 3d; Ioffe & Szegedy 2015.
 */
export function batchNorm(options: BatchNormOptions): Layer {
  const { channels, epsilon = 1e-5, momentum = 0.1, trackStatistics = true } = options;
  const shape = [channels];
  return {
    parameters: affineSpecs(shape),
    buffers: trackStatistics
      ? {
          runningMean: { shape, init: constantInit(0) },
          runningVariance: { shape, init: constantInit(1) },
        }
      : {},
    apply: (context, x) => {
      if (x.shape[1] !== channels) {
        throw new ShapeError(placeOf(context, "batchNorm"), "channels of the operand", {
          expected: channels,
          got: x.shape[1] ?? "none",
          x: x.shape,
        });
      }
      if (!trackStatistics) return normaliseBatch(context, x, epsilon).y;
      return context.mode === "train"
        ? applyBatch(context, x, epsilon, momentum)
        : batchNormInference(
            x,
            {
              scale: context.parameter("weight"),
              bias: context.parameter("bias"),
              mean: context.buffer("runningMean"),
              variance: context.buffer("runningVariance"),
            },
            epsilon,
          );
    },
  };
}

function applyBatch(context: ApplyContext, x: Tensor, epsilon: number, momentum: number): Tensor {
  const rows = sizeOf(x.shape) / (x.shape[1] ?? 1);
  const { y, mean, variance } = normaliseBatch(context, x, epsilon);
  const blend = (name: string, value: Tensor, factor: number) => {
    const old = mul(context.buffer(name), 1 - momentum);
    context.updateBuffer(name, add(old, mul(stopGradient(value), momentum * factor)));
  };
  blend("runningMean", mean, 1);
  blend("runningVariance", variance, rows / (rows - 1));
  return y;
}

function normaliseBatch(context: ApplyContext, x: Tensor, epsilon: number) {
  const weight = context.parameter("weight");
  const [y, mean, variance] = batchNormOf(x, weight, context.parameter("bias"), epsilon);
  return { y, mean, variance };
}
