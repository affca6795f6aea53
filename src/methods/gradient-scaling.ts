import { InternalError } from "../base/errors.js";
import { gradients } from "../graph/gradient.js";
import { add, div, mul, sqrt } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { maximum, minimum, stopGradient } from "../graph/ops/select.js";
import { scalar } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import type { ApplyContext, SpecTree } from "../nn/layer.js";

/** Task losses and weighted penalty of an encoder step. */
export interface ScalingInputs {
  /** Loss of each head, []; the task loss is their mean. */
  readonly tasks: readonly Tensor[];
  readonly penalty: { readonly value: Tensor; readonly weight: Tensor };
  /** Through which all losses reach the encoder: the features, or a map that they are made of. */
  readonly shared: Tensor;
  /** What is updated, by name. */
  readonly parameters: TensorTree;
  /** Name of the last weight that every part of the features depends on. */
  readonly lastShared: string;
  /** Reads and writes the scaling's own state. */
  readonly context: ApplyContext;
}

/** Gradients by parameter name; parameters that nothing reaches are left out. */
export interface ScaledGradients {
  readonly gradients: TensorTree;
  /** What is shown of the scaling, by term name. */
  readonly shown: TensorTree;
}

/** How strongly the gradient of a penalty pulls beside that of the tasks. */
export interface LossScaling {
  readonly buffers: SpecTree;
  scale(inputs: ScalingInputs): ScaledGradients;
}

/** Gradients of mean task loss + λ · penalty, as they are. */
export const noScaling: LossScaling = {
  buffers: {},
  scale: ({ tasks, penalty, parameters }) => ({
    gradients: gradientTree(add(meanOf(tasks), mul(penalty.value, penalty.weight)), parameters),
    shown: {},
  }),
};

/**
 * Gradients of tasks + λ · α · penalty, α held constant:
 *
 *   α = min(‖∇tasks‖, ‖∇penalty‖) / ‖∇penalty‖
 *
 * norms over all parameters (encoder and heads; of split features the penalty does not reach the heads). α never exceeds 1: a
 * penalty gradient is shortened to the length of the tasks' gradient, never lengthened. Costs a second way back
 * through the encoder. Shown: `penaltyScale` α, `norm/tasks`, `norm/penalty` (before shortening, without λ).
 * @source Belghazi et al. 2018, section 5 (adaptive gradient clipping), as in Mohan 2024.
 */
export const clipScaling: LossScaling = {
  buffers: {},
  scale: ({ tasks, penalty, parameters }) => {
    const ofTasks = gradientTree(meanOf(tasks), parameters);
    const ofPenalty = gradientTree(penalty.value, parameters);
    const [tasksNorm, penaltyNorm] = [norm(ofTasks), norm(ofPenalty)];
    const factor = minimum(div(tasksNorm, maximum(penaltyNorm, smallest)), 1);
    const weight = mul(penalty.weight, factor);
    return {
      gradients: addWeighted(ofTasks, ofPenalty, weight),
      shown: { penaltyScale: factor, "norm/tasks": tasksNorm, "norm/penalty": penaltyNorm },
    };
  },
};

/** left + weight · right, name by name. */
function addWeighted(left: TensorTree, right: TensorTree, weight: Tensor): Record<string, Tensor> {
  const combined: Record<string, Tensor> = { ...left };
  for (const [name, gradient] of Object.entries(right)) {
    const weighted = mul(gradient, weight);
    const own = left[name];
    combined[name] = own === undefined ? weighted : add(own, weighted);
  }
  return combined;
}

/** Below this a gradient's norm counts as 0. */
export const smallest = 1e-12;

/** Gradients of `loss`, []; parameters that it does not reach are left out. */
export function gradientTree(loss: Tensor, parameters: TensorTree): Record<string, Tensor> {
  const names = Object.keys(parameters);
  const found = gradients(loss, Object.values(parameters));
  const tree: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const gradient = found[index];
    if (gradient != null) tree[name] = gradient;
  }
  return tree;
}

/**
 * Gradients of tasks + factor · penalty where both reach the encoder through one tensor alone: each loss goes back to
 * it once, and their sum goes back through the encoder once. What comes after it is reached by both as it is.
 */
export function waysBackFromShared({
  tasks,
  penalty,
  shared,
  parameters,
}: Pick<ScalingInputs, "tasks" | "penalty" | "shared" | "parameters">) {
  const loss = meanOf(tasks);
  const slopeOf = (of: Tensor): Tensor => {
    const [slope] = gradients(of, [shared]);
    if (slope == null) throw new InternalError("gradientScaling", "a loss that reads no features");
    return slope;
  };
  const [ofTasks, ofPenalty] = [slopeOf(loss), slopeOf(penalty.value)];
  const back = (slope: Tensor, tree: TensorTree) =>
    gradientTree(sum(mul(shared, stopGradient(slope))), tree);
  return {
    /** Norms of both gradients over the part of the encoder in `tree`. */
    norms: (tree: TensorTree): readonly [tasks: Tensor, penalty: Tensor] => [
      norm(back(ofTasks, tree)),
      norm(back(ofPenalty, tree)),
    ],
    gradients: (factor: Tensor): Record<string, Tensor> => {
      const ofEncoder = back(add(ofTasks, mul(ofPenalty, factor)), parameters);
      const after = Object.fromEntries(
        Object.entries(parameters).filter(([name]) => !(name in ofEncoder)),
      );
      const ownPenalty = gradientTree(penalty.value, after);
      return { ...ofEncoder, ...addWeighted(gradientTree(loss, after), ownPenalty, factor) };
    },
  };
}

/** Euclidean norm of all tensors together. */
export function norm(tree: TensorTree): Tensor {
  return sqrt(
    Object.values(tree).reduce((total, tensor) => add(total, sum(mul(tensor, tensor))), scalar(0)),
  );
}

/** Mean of scalars. */
export function meanOf(terms: readonly Tensor[]): Tensor {
  return mul(
    terms.reduce((total, term) => add(total, term)),
    1 / terms.length,
  );
}
