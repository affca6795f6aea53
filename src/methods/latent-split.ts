import { InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "../dependence/measure.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { input } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import { createContext, prefixSpecs, type ArraySpec, type RandomSource } from "../nn/layer.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import type { GradientScaling, PenalisedLoss } from "./gradient-scaling.js";
import {
  attributeInput,
  batchInputs,
  type BuiltMethod,
  type MethodContext,
  type Progress,
  type Target,
} from "./method.js";
import { buildPhase, freshState, stateInputs, type BuiltPhase, type SpecTree } from "./phase.js";
import {
  imageInput,
  predictProgram,
  splitModel,
  type SplitModel,
  type SplitPass,
} from "./split-model.js";

/** A dependence penalty on the pairs of feature parts. */
export interface SplitPenalty {
  readonly measure: (shape: PairShape) => DependenceMeasure;
  /** Weight λ at a point of the run. A penalty whose weight is always 0 is not passed at all. */
  readonly weight: (progress: Progress) => number;
  /** Critic updates after each encoder update. */
  readonly criticSteps: number;
  /** `own`: each critic update has a batch of its own, as published. `shared`: the encoder's batch. */
  readonly criticBatches: "own" | "shared";
  /** Learning rate of the critics as a multiple of the run's. */
  readonly criticLearningRate: number;
  /** How far its gradient may outgrow that of the tasks. */
  readonly gradientScaling: GradientScaling;
}

/** What `latentSplit` builds. */
export interface LatentSplitOptions {
  /** A head and a part for each attribute, beside the label's. */
  readonly attributeHeads: boolean;
  readonly penalty: SplitPenalty | null;
}

/** The measure on one pair of parts; its critic's arrays live under `name`. */
interface PairMeasure {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly measure: DependenceMeasure;
}

/**
 * The skeleton of the MI family: encoder → features cut into parts [F_0 | F_1 … F_K] → a head a part →
 * a dependence measure on all pairs of parts.
 *
 *   L = mean over targets of cross-entropy + λ · mean over pairs of Î(F_i; F_j)
 *
 * Encoder batches update encoder and heads by L: gradients flow through joint and product rows, critics
 * are fixed. Critic batches update the critics by their own losses: there the features come from that
 * batch's own statistics, are cut, and the encoder's buffers are not updated. F_0 belongs to the label,
 * F_j to the j-th attribute.
 */
export function latentSplit(context: MethodContext, options: LatentSplitOptions): BuiltMethod {
  const { penalty } = options;
  const heads = options.attributeHeads ? [context.label, ...context.attributes] : [context.label];
  const model = splitModel(context, heads);
  const pairs = penalty === null ? [] : measurePairs(context, heads, penalty);
  const critics = specsOfPairs(pairs, "parameters");
  const criticBuffers = specsOfPairs(pairs, "buffers");
  const parameters = stateInputs({ ...model.parameters, ...critics });
  const buffers = stateInputs({ ...model.buffers, ...criticBuffers });
  const image = imageInput(context.batch, context.imageShape);
  const skeleton: Skeleton = {
    context,
    heads,
    model,
    pairs,
    critics,
    parameters,
    buffers,
    pass: (random) => model.forward("train", image, parameters, buffers, random),
  };
  const phases = [encoderPhase(skeleton, penalty)];
  if (penalty !== null && Object.keys(critics).length > 0) {
    phases.push(criticPhase(skeleton, penalty));
  }
  const slots = phases.map((built) => built.slots);
  const state = Object.assign(
    { ...model.parameters, ...model.buffers, ...critics, ...criticBuffers },
    ...slots,
  ) as SpecTree;
  return {
    phases: phases.map(({ phase }) => phase),
    cycle: phases.length > 1 && penalty !== null ? cycleOf(penalty) : [[0]],
    initialState: (rng) => freshState(state, rng),
    predict: predictProgram(context, model, heads),
    heads,
  };
}

/** One encoder update and its critic updates: on batches of their own, or all on one batch. */
function cycleOf({ criticSteps, criticBatches }: SplitPenalty): (readonly number[])[] {
  const critic = new Array<number>(criticSteps).fill(1);
  return criticBatches === "own" ? [[0], ...critic.map((phase) => [phase])] : [[...critic, 0]];
}

/** What both phases are built on. */
interface Skeleton {
  readonly context: MethodContext;
  readonly heads: readonly Target[];
  readonly model: SplitModel;
  readonly pairs: readonly PairMeasure[];
  readonly critics: SpecTree;
  readonly parameters: TensorTree;
  readonly buffers: TensorTree;
  pass(random: RandomSource): SplitPass;
}

/** Encoder and heads learn the tasks and, with a penalty, to part their features. */
function encoderPhase(skeleton: Skeleton, penalty: SplitPenalty | null): BuiltPhase {
  const { context, heads, model, pairs, parameters, buffers } = skeleton;
  return buildPhase(
    {
      name: "encoder",
      updated: model.parameters,
      optimizer: context.optimizer,
      gradientTransform: context.gradientTransform,
      averageDecay: context.averageDecay,
      countsAsEncoderStep: true,
      loss: penalty === null ? {} : { lambda: penalty.weight },
      forward: (random, scalars) => {
        const own = skeleton.pass(random);
        const critic = createContext("train", parameters, buffers, random);
        const terms = {
          ...taskTerms(context, heads, own),
          ...dependenceTerms(pairs, own, ownerInput(context), (pair, features) =>
            pair.measure.penalty(critic.child(pair.name), features),
          ),
        };
        const weight = scalars["lambda"];
        const loss: PenalisedLoss = {
          tasks: average(heads.map(({ name }) => needTerm(terms, name))),
          penalty:
            weight === undefined
              ? null
              : { value: average(pairs.map((pair) => needTerm(terms, termName(pair)))), weight },
          scaling: penalty?.gradientScaling ?? "none",
        };
        return { loss, terms, nextBuffers: own.nextBuffers };
      },
    },
    parameters,
  );
}

/** The critics learn their measures; features are cut, and the encoder's buffers stay. */
function criticPhase(skeleton: Skeleton, penalty: SplitPenalty): BuiltPhase {
  const { context, pairs, critics, parameters, buffers } = skeleton;
  return buildPhase(
    {
      name: "critic",
      updated: critics,
      optimizer: context.optimizer,
      gradientTransform: null,
      averageDecay: null,
      countsAsEncoderStep: false,
      learningRateFactor: penalty.criticLearningRate,
      forward: (random) => {
        const critic = createContext("train", parameters, buffers, random);
        const terms = dependenceTerms(
          pairs,
          skeleton.pass(random),
          ownerInput(context),
          (pair, features) => pair.measure.criticLoss(critic.child(pair.name), features),
        );
        return {
          loss: { tasks: total(Object.values(terms)), penalty: null, scaling: "none" },
          terms: prefixTerms(terms),
          nextBuffers: critic.nextBuffers,
        };
      },
    },
    parameters,
  );
}

/** All pairs (i < j) of parts, attribute–attribute included (Mohan 2024). */
function measurePairs(
  context: MethodContext,
  heads: readonly Target[],
  penalty: SplitPenalty,
): PairMeasure[] {
  const shape = { batch: context.batch, left: context.features, right: context.features };
  return heads.flatMap((first, left) =>
    heads.slice(left + 1).map((second, offset) => ({
      name: `critic.${first.name}.${second.name}`,
      left,
      right: left + 1 + offset,
      measure: penalty.measure(shape),
    })),
  );
}

function specsOfPairs(pairs: readonly PairMeasure[], kind: "parameters" | "buffers"): SpecTree {
  const specs: Record<string, ArraySpec> = {};
  for (const { name, measure } of pairs) {
    Object.assign(specs, prefixSpecs(name, measure.critic?.[kind] ?? {}));
  }
  return specs;
}

function ownerInput(context: MethodContext): Tensor {
  return input(batchInputs.owner, [context.batch], "int32");
}

/** Cross-entropy of each head by target name; rows whose value is missing (-1) have no gradient. */
function taskTerms(
  context: MethodContext,
  heads: readonly Target[],
  pass: SplitPass,
): Record<string, Tensor> {
  return Object.fromEntries(
    heads.map(({ name }, index) => {
      const inputName = index === 0 ? batchInputs.label : attributeInput(name);
      const values = input(inputName, [context.batch], "int32");
      return [name, crossEntropy(at(pass.logits, index), values)];
    }),
  );
}

/** One term a pair, called `mi/<first>-<second>`. */
function dependenceTerms(
  pairs: readonly PairMeasure[],
  pass: SplitPass,
  owner: Tensor,
  term: (pair: PairMeasure, features: FeaturePair) => Tensor | null,
): Record<string, Tensor> {
  const terms: Record<string, Tensor> = {};
  for (const pair of pairs) {
    const features = { left: at(pass.parts, pair.left), right: at(pass.parts, pair.right), owner };
    const value = term(pair, features);
    if (value !== null) terms[termName(pair)] = value;
  }
  return terms;
}

function termName(pair: PairMeasure): string {
  return pair.name.replace(/^critic/, pair.measure.name);
}

/** Critic losses beside the encoder's estimates of the same pairs. */
function prefixTerms(terms: TensorTree): TensorTree {
  return Object.fromEntries(Object.entries(terms).map(([name, term]) => [`critic/${name}`, term]));
}

function needTerm(terms: TensorTree, name: string): Tensor {
  const term = terms[name];
  if (term === undefined) throw new InternalError("latentSplit", `no loss term ${name}`);
  return term;
}

function average(terms: readonly Tensor[]): Tensor {
  return mul(total(terms), 1 / terms.length);
}

function total(terms: readonly Tensor[]): Tensor {
  return terms.reduce((sum, term) => add(sum, term));
}
