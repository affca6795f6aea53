import { add, mul, sub } from "../graph/ops/elementwise.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import { needEntry } from "./optimizer-settings.js";

/**
 * Averages of weights over steps: average' = decay·average + (1 − decay)·parameter, for each name of
 * `averages`, which start as a copy of the parameters. Shapes are kept; no gradient is taken.
 * @param decay float32 [], fed: see {@link averageDecay}.
 * @throws GraphError where an average has no parameter.
 * @source Polyak averaging; torch.optim.swa_utils.get_ema_multi_avg_fn.
 */
export function exponentialMovingAverage(
  averages: TensorTree,
  parameters: TensorTree,
  decay: Tensor,
): TensorTree {
  const rest = sub(1, decay);
  return Object.fromEntries(
    Object.entries(averages).map(([name, average]) => {
      const parameter = needEntry("exponentialMovingAverage", parameters, name);
      return [name, add(mul(average, decay), mul(parameter, rest))];
    }),
  );
}

/**
 * Decay for step `step` (1 is the first): min(decay, (1 + step)/(10 + step)), so that short runs are not ruled
 * by their initial weights.
 * @source tf.train.ExponentialMovingAverage, num_updates.
 */
export function averageDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step));
}
