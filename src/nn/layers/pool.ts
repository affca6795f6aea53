/** Pooling layers; no arrays, the same in training and evaluation. */
import {
  averagePool as averagePoolOf,
  globalAverage,
  type AveragePoolOptions,
} from "../../graph/ops/average-pool.js";
import { maxPool as maxPoolOf, type PoolOptions } from "../../graph/ops/pool.js";
import { functionLayer, type Layer } from "../layer.js";

/**
 * Largest element of each window: x [B, C, ...space] -> [B, C, ...space'],
 * space' = ⌊(space + 2·padding − kernel) / stride⌋ + 1; the stride is the kernel where it is not given.
 * Padding never wins; of equal elements the first in C order gets the whole gradient.
 * @throws ShapeError where no window fits (from the operator).
 * @source torch.nn.MaxPool2d, torch.nn.MaxPool3d
 */
export function maxPool(options: PoolOptions): Layer {
  return functionLayer((x) => maxPoolOf(x, options));
}

/**
 * Mean of each window, padding counted as zeros unless `countPadding` is false: x [B, C, ...space] ->
 * [B, C, ...space'] with the extents of {@link maxPool}.
 * @throws ShapeError where no window fits (from the operator).
 * @source torch.nn.AvgPool2d, torch.nn.AvgPool3d
 */
export function averagePool(options: AveragePoolOptions): Layer {
  return functionLayer((x) => averagePoolOf(x, options));
}

/** Mean over all spatial axes: x [B, C, ...space] -> [B, C]. */
export const globalAveragePool: Layer = functionLayer((x) => globalAverage(x));
