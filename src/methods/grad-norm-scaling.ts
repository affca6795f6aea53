import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { add, div, exp, log, mul, sign, sub } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { mean, reshape, sum } from "../graph/ops/reduce.js";
import { less, maximum, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit } from "../nn/layer.js";
import { gradientTree, norm, smallest, type LossScaling } from "./gradient-scaling.js";
import { pick } from "./ratio-scaling.js";

/** Options of {@link gradNormScaling}. */
export interface GradNormOptions {
  /** Strength of the pull towards equal training rates; 1.5 in the original work. */
  readonly asymmetry: number;
  /** Step of the weights; 0.025 in the original work. */
  readonly rate: number;
}

/**
 * GradNorm over the task losses L_0 … L_K and the weighted penalty L_{K+1} = λ · penalty:
 *
 *   L = Σ_{i ≤ K} w_i · L_i / (K + 1) + w_{K+1} · L_{K+1}
 *   G_i = w_i · ‖∇_W L_i'‖   (L_i' as it stands in L, W the last weight that all parts share)
 *   r_i = (L_i(t) / L_i(0)) / mean over tasks,  r_{K+1} = 1
 *   w_i ← w_i − rate · ∂/∂w_i Σ |G_i − mean(G) · r_i^asymmetry|,  the target held constant; then Σ w_i = K + 2
 *
 * The derivative is sign(G_i − target_i) · ‖∇_W L_i'‖: first order, no second derivative of the net. Weights of one
 * step come from the step before. Weights are kept above 10⁻³.
 *
 * Deviations from the original: r = 1 for the penalty (it starts near 0, so a ratio to its first value says
 * nothing); plain descent on w instead of Adam. As MIMM-X's scaling it is a reconstruction.
 * Shown: `penaltyScale` w_{K+1}, `norm/tasks` (mean of the tasks' G) and `norm/penalty` (G of the penalty).
 * @source Chen et al. 2018 (GradNorm), algorithm 1.
 * @throws ConfigError for a negative asymmetry or a rate that is not positive.
 */
export function gradNormScaling(options: GradNormOptions, taskCount: number): LossScaling {
  const { asymmetry, rate } = options;
  if (!(asymmetry >= 0) || !(rate > 0)) {
    throw new ConfigError("method.scaling", "asymmetry 0 or more, rate above 0", { ...options });
  }
  const losses = taskCount + 1;
  return {
    buffers: {
      weights: { shape: [losses], init: constantInit(1) },
      firstTasks: { shape: [taskCount], init: constantInit(unset) },
    },
    scale: ({ tasks, penalty, parameters, lastShared, context }) => {
      const weights = context.buffer("weights");
      const own = [
        ...tasks.map((task) => mul(task, 1 / tasks.length)),
        mul(penalty.value, penalty.weight),
      ];
      const shared = pick(parameters, lastShared);
      const slopes = vector(own.map((loss) => norm(gradientTree(loss, shared))));
      const norms = mul(weights, slopes);

      const values = vector(tasks);
      const recorded = context.buffer("firstTasks");
      const first = where(less(recorded, 0), values, recorded);
      context.updateBuffer("firstTasks", first);
      const progress = div(values, maximum(first, smallest));
      const rates = div(progress, maximum(mean(progress), smallest));
      const pulls = concat([power(rates, asymmetry), constant([1], [1])], 0);
      const gaps = sub(norms, mul(mean(norms), pulls));
      const moved = maximum(sub(weights, mul(mul(sign(gaps), slopes), rate)), leastWeight);
      context.updateBuffer("weights", mul(moved, div(losses, sum(moved))));

      const total = own
        .map((loss, index) => mul(loss, entry(weights, index)))
        .reduce((left, right) => add(left, right));
      return {
        gradients: gradientTree(total, parameters),
        shown: {
          penaltyScale: entry(weights, taskCount),
          "norm/tasks": mean(slice(norms, [{ axis: 0, start: 0, end: taskCount }])),
          "norm/penalty": entry(norms, taskCount),
        },
      };
    },
  };
}

/** A loss is never negative: no step has been taken yet. */
const unset = -1;
const leastWeight = 1e-3;

/** base^exponent for base ≥ 0; 0^0 = 1. */
function power(base: Tensor, exponent: number): Tensor {
  return exp(mul(log(maximum(base, smallest)), exponent));
}

/** Scalars as one vector. */
function vector(scalars: readonly Tensor[]): Tensor {
  const entries = scalars.map((scalar) => reshape(scalar, [1]));
  return entries.length === 1 ? at(entries, 0) : concat(entries, 0);
}

function entry(values: Tensor, index: number): Tensor {
  return reshape(slice(values, [{ axis: 0, start: index, end: index + 1 }]), []);
}
