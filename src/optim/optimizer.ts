import type { Tensor, TensorTree } from "../graph/tensor.js";

/** Scalars of one step as tensors, by name; fed by the training loop. */
export type ScalarTree = Readonly<Record<string, Tensor>>;

/**
 * A published update rule, one tensor at a time: p', slots' = update(p, dL/dp, slots). Everything that
 * depends on the step number is a scalar computed in double precision on the host (`scalars`) and fed, so
 * that the program stays static and 0.999^t loses no digits.
 */
export interface Optimizer {
  readonly name: string;
  /** Names of the arrays kept for each parameter, each of the parameter's shape, zero at the start. */
  readonly slots: readonly string[];
  /** Values for step `step` (1 is the first) at `learningRate`; keys do not depend on the step. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(
    parameter: Tensor,
    gradient: Tensor,
    slots: TensorTree,
    scalars: ScalarTree,
  ): { readonly parameter: Tensor; readonly slots: TensorTree };
}

/** Rewrites all gradients before the update, e.g. clipping by the global norm. */
export type GradientTransform = (gradients: TensorTree) => TensorTree;

/** Learning rate as a function of progress: a factor of the base rate at `step` of `totalSteps` (0-based). */
export type Schedule = (step: number, totalSteps: number) => number;
