import { GraphError } from "../base/errors.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";
import type { Optimizer, ScalarTree } from "./optimizer.js";

/** Name of a slot of a parameter in the optimiser's state: `first.encoder.conv1.weight`. */
export function slotName(slot: string, parameter: string): string {
  return `${slot}.${parameter}`;
}

/** Shapes of the optimiser's state for parameters of these shapes; all arrays start at 0. */
export function stateShapes(
  optimizer: Optimizer,
  parameters: Readonly<Record<string, { readonly shape: Shape }>>,
): Record<string, Shape> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { shape }]) =>
      optimizer.slots.map((slot) => [slotName(slot, name), shape] as const),
    ),
  );
}

/** Parameters and optimiser state after one step. */
export interface Updated {
  readonly parameters: TensorTree;
  readonly state: TensorTree;
}

/**
 * One step of `optimizer` for every entry of `gradients`; its parameter and slots are looked up by name.
 * Parameters without a gradient are not in the result: they stay as they are.
 * @throws GraphError where a parameter or a slot is missing.
 */
export function applyUpdates(
  optimizer: Optimizer,
  parameters: TensorTree,
  gradients: TensorTree,
  state: TensorTree,
  scalars: ScalarTree,
): Updated {
  const nextParameters: Record<string, Tensor> = {};
  const nextState: Record<string, Tensor> = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    const slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, lookUp(optimizer, state, slotName(slot, name))]),
    );
    const parameter = lookUp(optimizer, parameters, name);
    const next = optimizer.update(parameter, gradient, slots, scalars);
    nextParameters[name] = next.parameter;
    for (const [slot, tensor] of Object.entries(next.slots)) {
      nextState[slotName(slot, name)] = tensor;
    }
  }
  return { parameters: nextParameters, state: nextState };
}

function lookUp(optimizer: Optimizer, tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) throw new GraphError(optimizer.name, `no array is called ${name}`);
  return tensor;
}
