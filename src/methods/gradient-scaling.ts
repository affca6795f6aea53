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
  /** And through further looks in the same step; absent: none. */
  readonly looks?: readonly Look[];
  /** What is updated, by name. */
  readonly parameters: TensorTree;
  /** Name of the last weight that every part of the features depends on. */
  readonly lastShared: string;
  /** Reads and writes the scaling's own state. */
  readonly context: ApplyContext;
}

/** The encoder once more in the same pass, on images that depend on what it said. */
export interface Look {
  readonly images: Tensor;
  readonly features: Tensor;
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

/** left + right, name by name. */
function addTrees(left: TensorTree, right: TensorTree): Record<string, Tensor> {
  const combined: Record<string, Tensor> = { ...left };
  for (const [name, gradient] of Object.entries(right)) {
    const own = left[name];
    combined[name] = own === undefined ? gradient : add(own, gradient);
  }
  return combined;
}

/** left + weight · right, name by name. */
function addWeighted(left: TensorTree, right: TensorTree, weight: Tensor): Record<string, Tensor> {
  const weighted = Object.entries(right).map(([name, gradient]) => [name, mul(gradient, weight)]);
  return addTrees(left, Object.fromEntries(weighted) as TensorTree);
}

/** Below this a gradient's norm counts as 0. */
export const smallest = 1e-12;

/** Gradients of `loss`, []; parameters that it does not reach, or by `held` alone, are left out. */
export function gradientTree(
  loss: Tensor,
  parameters: TensorTree,
  held: readonly Tensor[] = [],
): Record<string, Tensor> {
  const names = Object.keys(parameters);
  const found = gradients(loss, Object.values(parameters), held);
  const tree: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const gradient = found[index];
    if (gradient != null) tree[name] = gradient;
  }
  return tree;
}

/**
 * Gradients of tasks + factor · penalty where both reach the encoder through `shared` and `looks` alone: each loss goes back to
 * these once, and their sum goes back through the encoder once. What comes after them is reached by both as it is. The images of a
 * look count as constants on its way: what they depend on has reached `shared`.
 */
export function waysBackFromShared({
  tasks,
  penalty,
  shared,
  looks = [],
  parameters,
}: Pick<ScalingInputs, "tasks" | "penalty" | "shared" | "looks" | "parameters">) {
  const loss = meanOf(tasks);
  const ends = [{ features: shared, held: [] }, ...looks.map(({ features, images }) => ({ features, held: [images] }))]; // prettier-ignore
  const slopesOf = (of: Tensor): (Tensor | null)[] => {
    const slopes = gradients(of, ends.map(({ features }) => features)); // prettier-ignore
    if (slopes[0] == null)
      throw new InternalError("gradientScaling", "a loss that reads no features");
    return slopes;
  };
  const [ofTasks, ofPenalty] = [slopesOf(loss), slopesOf(penalty.value)];
  const back = (slopes: readonly (Tensor | null)[], tree: TensorTree) =>
    ends.reduce<Record<string, Tensor>>((total, { features, held }, index) => {
      const slope = slopes[index];
      if (slope == null) return total;
      const own = gradientTree(sum(mul(features, stopGradient(slope))), tree, held);
      return addTrees(total, own);
    }, {});
  return {
    /** Norms of both gradients over the part of the encoder in `tree`. */
    norms: (tree: TensorTree): readonly [tasks: Tensor, penalty: Tensor] => [
      norm(back(ofTasks, tree)),
      norm(back(ofPenalty, tree)),
    ],
    gradients: (factor: Tensor): Record<string, Tensor> => {
      const both = ofTasks.map((slope, index) => {
        const other = ofPenalty[index];
        if (other == null) return slope;
        return slope === null ? mul(other, factor) : add(slope, mul(other, factor));
      });
      const ofEncoder = back(both, parameters);
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
