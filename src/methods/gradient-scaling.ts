import { gradients } from "../graph/gradient.js";
import { add, div, mul, sqrt } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { maximum, minimum } from "../graph/ops/select.js";
import { scalar } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";

/** How strongly the gradient of a penalty may pull beside that of the tasks. */
export const gradientScalings = ["none", "clip"] as const;
export type GradientScaling = (typeof gradientScalings)[number];

/** Task loss and weighted penalty of an encoder step. */
export interface PenalisedLoss {
  readonly tasks: Tensor;
  readonly penalty: { readonly value: Tensor; readonly weight: Tensor } | null;
  readonly scaling: GradientScaling;
}

/** Gradients by parameter name, and the factor α that scaled the penalty's (null where there is none). */
export interface ScaledGradients {
  readonly gradients: TensorTree;
  readonly factor: Tensor | null;
}

/**
 * Gradients of tasks + λ · α · penalty, α held constant:
 *
 *   none: α = 1.
 *   clip: α = min(‖∇tasks‖, ‖∇penalty‖) / ‖∇penalty‖, norms over all of `parameters` (encoder and heads; the
 *         penalty does not reach the heads). α never exceeds 1: a penalty gradient is shortened to the length
 *         of the tasks' gradient, never lengthened. Costs a second way back through the encoder.
 *
 * Parameters that neither reaches are left out.
 * @source Belghazi et al. 2018, section 5 (adaptive gradient clipping), as in Mohan 2024.
 */
export function penalisedGradients(
  { tasks, penalty, scaling }: PenalisedLoss,
  parameters: TensorTree,
): ScaledGradients {
  if (penalty === null) return { gradients: gradientTree(tasks, parameters), factor: null };
  if (scaling === "none") {
    const total = add(tasks, mul(penalty.value, penalty.weight));
    return { gradients: gradientTree(total, parameters), factor: null };
  }
  const ofTasks = gradientTree(tasks, parameters);
  const ofPenalty = gradientTree(penalty.value, parameters);
  const factor = minimum(div(norm(ofTasks), maximum(norm(ofPenalty), 1e-12)), 1);
  const weight = mul(penalty.weight, factor);
  const combined: Record<string, Tensor> = { ...ofTasks };
  for (const [name, gradient] of Object.entries(ofPenalty)) {
    const weighted = mul(gradient, weight);
    const own = ofTasks[name];
    combined[name] = own === undefined ? weighted : add(own, weighted);
  }
  return { gradients: combined, factor };
}

function gradientTree(loss: Tensor, parameters: TensorTree): Record<string, Tensor> {
  const names = Object.keys(parameters);
  const found = gradients(loss, Object.values(parameters));
  const tree: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const gradient = found[index];
    if (gradient != null) tree[name] = gradient;
  }
  return tree;
}

/** Euclidean norm of all tensors together. */
function norm(tree: TensorTree): Tensor {
  return sqrt(
    Object.values(tree).reduce((total, tensor) => add(total, sum(mul(tensor, tensor))), scalar(0)),
  );
}
