import { ConfigError } from "../base/errors.js";
import { add, div, mul } from "../graph/ops/elementwise.js";
import { less, maximum, minimum, where } from "../graph/ops/select.js";
import { constantInit } from "../nn/layer.js";
import { smallest, waysBackFromShared, type LossScaling } from "./gradient-scaling.js";

/** Options of {@link ratioScaling}. */
export interface RatioScalingOptions {
  /** Memory of the moving average of the ratio, 0 < memory < 1. */
  readonly memory: number;
  /** Largest factor on λ. */
  readonly largest: number;
}

/**
 * Dynamic loss scaling by the ratio of gradients (reconstruction of MIMM-X's scaling, which is only described as
 * inspired by GradNorm):
 *
 *   L = tasks + λ · s · penalty,   s = min( average of ‖∇_W tasks‖ / ‖∇_W penalty‖ , largest )
 *
 * W is the last weight that all parts share; s is held constant. One way back through the encoder. Unlike
 * `clip` it may lengthen the penalty's gradient, most of all once the penalty is nearly met: hence `largest`.
 * The first ratio starts the average; a penalty without slope gives the largest factor.
 * Shown: `penaltyScale` s, `norm/tasks` and `norm/penalty` at W.
 * @throws ConfigError for a memory outside (0, 1) or a largest factor that is not positive.
 */
export function ratioScaling({ memory, largest }: RatioScalingOptions): LossScaling {
  if (!(memory > 0 && memory < 1) || !(largest > 0)) {
    throw new ConfigError("method.scaling", "memory between 0 and 1, largest above 0", {
      memory,
      largest,
    });
  }
  return {
    buffers: { average: { shape: [], init: constantInit(unset) } },
    scale: (inputs) => {
      const { penalty, parameters, lastShared, context } = inputs;
      const back = waysBackFromShared(inputs);
      const [tasksNorm, penaltyNorm] = back.norms(pick(parameters, lastShared));
      const ratio = minimum(div(tasksNorm, maximum(penaltyNorm, smallest)), largest);
      const before = context.buffer("average");
      const moved = add(mul(before, memory), mul(ratio, 1 - memory));
      const factor = where(less(before, 0), ratio, moved);
      context.updateBuffer("average", factor);
      return {
        gradients: back.gradients(mul(penalty.weight, factor)),
        shown: { penaltyScale: factor, "norm/tasks": tasksNorm, "norm/penalty": penaltyNorm },
      };
    },
  };
}

/** A ratio is never negative: no step has been taken yet. */
const unset = -1;

/** The one entry of `tree` called `name`. */
export function pick<T>(tree: Readonly<Record<string, T>>, name: string): Record<string, T> {
  const found = tree[name];
  return found === undefined ? {} : { [name]: found };
}
