import { InternalError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { deriveKey } from "../graph/ops/random.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import {
  constantInit,
  initialise,
  type ArraySpec,
  type RandomSource,
  type SpecTree,
} from "../nn/layer.js";
import { applyUpdates, stateShapes } from "../optim/apply-updates.js";
import { averageDecay, exponentialMovingAverage } from "../optim/exponential-moving-average.js";
import type { GradientTransform, Optimizer } from "../optim/optimizer.js";
import { gradientTree, type ScaledGradients } from "./gradient-scaling.js";
import { batchInputs, type Phase, type Progress } from "./method.js";

/** Gradients that were scaled, and the next state of the scaling. */
export interface StepGradients extends ScaledGradients {
  readonly nextBuffers: TensorTree;
}

/** What one phase computes before the update. */
export interface Forward {
  /** What is minimised, []. */
  readonly loss: Tensor;
  /** Gradients over the updated parameters where they are not those of `loss`; called once. */
  readonly gradients?: (parameters: TensorTree) => StepGradients;
  /** Loss terms by name, shown and checked for NaN. */
  readonly terms: TensorTree;
  /** New values of buffers; the others stay as they are. */
  readonly nextBuffers: TensorTree;
}

/** A phase: which parameters it updates, by which rule, and what it computes. */
export interface PhaseOptions {
  readonly name: string;
  /** Parameters that this phase updates; the forward pass may read others. */
  readonly updated: SpecTree;
  readonly optimizer: Optimizer;
  readonly gradientTransform: GradientTransform | null;
  /** Decay of an exponential moving average of the updated parameters, or null. */
  readonly averageDecay: number | null;
  /**
   * Buffers that are averaged with them, each of which `forward` updates: running statistics of batch norm belong to the weights that
   * they were seen with. Those of the last steps beside weights of the last hundred put every activation off.
   * @source timm's ModelEmaV2, torch.optim.swa_utils.AveragedModel(use_buffers=True).
   */
  readonly averagedBuffers: SpecTree;
  readonly countsAsEncoderStep: boolean;
  /** Learning rate as a multiple of the run's; 1 if absent. */
  readonly learningRateFactor?: number;
  /** Scalars of the loss by name (a penalty's weight); `forward` gets them as tensors. */
  readonly loss?: Readonly<Record<string, (progress: Progress) => number>>;
  forward(random: RandomSource, scalars: TensorTree): Forward;
}

/** A phase with the state that its update needs: optimiser slots and averages. */
export interface BuiltPhase {
  readonly phase: Phase;
  readonly slots: SpecTree;
}

/** Name of the moving average of a parameter, or of a running statistic. */
export function averageName(parameter: string): string {
  return `average/${parameter}`;
}

/** Inputs for all of `specs` by name: the state as a program sees it. */
export function stateInputs(specs: SpecTree): TensorTree {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, input(name, shape)]),
  );
}

/** Fresh arrays for `specs`; a moving average starts at the value that it averages. */
export function freshState(specs: SpecTree, rng: Rng): ArrayTree {
  const state = initialise(specs, rng);
  for (const name of Object.keys(specs)) {
    const fresh = state[name];
    const averaged = averageName(name);
    if (fresh !== undefined && averaged in state) state[averaged] = fresh.slice();
  }
  return state;
}

/**
 * Turn a forward pass into a training step: gradients of the loss over the updated parameters, transform,
 * optimiser, averages.
 *
 * @param parameters the inputs that `forward` was built on, by name.
 * @throws InternalError for a parameter of `updated` that no gradient reaches: it would never be trained.
 */
export function buildPhase(options: PhaseOptions, parameters: TensorTree): BuiltPhase {
  const { optimizer, updated } = options;
  const key = input(batchInputs.randomKey, [], "uint32");
  const lossLaws = options.loss ?? {};
  const lossScalars = scalarInputs(Object.keys(lossLaws));
  const forward = options.forward({ stream: (stream) => deriveKey(key, stream) }, lossScalars);

  const wanted = Object.fromEntries(
    Object.keys(updated).map((name) => [name, need(parameters, name)]),
  );
  const step: StepGradients = forward.gradients?.(wanted) ?? {
    gradients: gradientTree(forward.loss, wanted),
    shown: {},
    nextBuffers: {},
  };
  const reached = step.gradients;
  const forgotten = Object.keys(wanted).filter((name) => !(name in reached));
  if (forgotten.length > 0) {
    throw new InternalError(`phase ${options.name}`, "no gradient reaches a parameter", {
      got: forgotten,
    });
  }
  const transformed = options.gradientTransform?.(reached) ?? reached;

  const targets = Object.fromEntries(
    Object.keys(transformed).map((name) => [name, need(parameters, name)]),
  );
  const slots = slotSpecs(optimizer, targets);
  const slotInputs = stateInputs(slots);
  const next = applyUpdates(
    optimizer,
    targets,
    transformed,
    renameKeys(slotInputs, (name) => name.slice(slotPrefix.length)),
    scalarInputs(Object.keys(optimizer.scalars(1, 1))),
  );
  const outputs: Record<string, Tensor> = {
    ...next.parameters,
    ...renameKeys(next.state, (name) => `${slotPrefix}${name}`),
  };
  const { averageDecay: decay } = options;
  if (decay !== null) {
    const averaged = { ...targets, ...options.averagedBuffers };
    for (const [name, { shape }] of Object.entries(averaged)) {
      slots[averageName(name)] = { shape, init: constantInit(0) };
    }
    const averages = Object.fromEntries(
      Object.entries(averaged).map(([name, { shape }]) => [name, input(averageName(name), shape)]),
    );
    const moved = exponentialMovingAverage(
      averages,
      { ...forward.nextBuffers, ...next.parameters },
      input(scalarInput("averageDecay"), []),
    );
    Object.assign(outputs, renameKeys(moved, averageName));
  }
  Object.assign(outputs, forward.nextBuffers, step.nextBuffers);
  const updates = Object.keys(outputs);
  const terms = { ...forward.terms, ...step.shown };
  for (const [name, term] of Object.entries(terms)) outputs[termOutput(name)] = term;

  return {
    slots,
    phase: {
      name: options.name,
      program: createProgram(options.name, outputs),
      updates,
      terms: Object.keys(terms),
      countsAsEncoderStep: options.countsAsEncoderStep,
      scalars: (progress) => {
        const rate = progress.learningRate * (options.learningRateFactor ?? 1);
        const laws = Object.entries(lossLaws).map(([name, law]) => [name, law(progress)]);
        return prefixKeys({
          ...optimizer.scalars(progress.step, rate),
          ...(Object.fromEntries(laws) as Record<string, number>),
          ...(decay === null ? {} : { averageDecay: averageDecay(decay, progress.step) }),
        });
      },
    },
  };
}

/** Optimiser state is kept apart from parameters by this prefix. */
const slotPrefix = "optimizer/";

function slotSpecs(optimizer: Optimizer, targets: TensorTree): Record<string, ArraySpec> {
  return Object.fromEntries(
    Object.entries(stateShapes(optimizer, targets)).map(([name, shape]) => [
      `${slotPrefix}${name}`,
      { shape, init: constantInit(0) },
    ]),
  );
}

function renameKeys(tree: TensorTree, rename: (name: string) => string): TensorTree {
  return Object.fromEntries(Object.entries(tree).map(([name, tensor]) => [rename(name), tensor]));
}

/** Output that carries a loss term. */
export function termOutput(term: string): string {
  return `term/${term}`;
}

const scalarInput = (name: string): string => `scalar/${name}`;

function scalarInputs(names: readonly string[]): TensorTree {
  return Object.fromEntries(names.map((name) => [name, input(scalarInput(name), [])]));
}

function prefixKeys(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [scalarInput(name), value]),
  );
}

function need(tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) throw new InternalError("phase", `no tensor ${name}`);
  return tensor;
}
