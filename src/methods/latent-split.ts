import { ConfigError, InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { add, mul, neg } from "../graph/ops/elementwise.js";
import { stopGradient } from "../graph/ops/select.js";
import { input } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import {
  constantInit,
  createContext,
  prefixSpecs,
  type ApplyContext,
  type ArraySpec,
  type RandomSource,
  type SpecTree,
} from "../nn/layer.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import {
  specsOfTerms,
  termCriticLoss,
  termName,
  termPenalty,
  type TargetValues,
  type TermInputs,
} from "./dependence-term.js";
import { batchAnswers } from "./answers-head.js";
import { meanOf } from "./gradient-scaling.js";
import { rowWeights } from "./group-weights.js";
import { combinationIndex } from "./groups.js";
import {
  attributeInput,
  batchInputs,
  type BuiltMethod,
  type MethodContext,
  type Target,
} from "./method.js";
import { squaredError, squaredErrorTerm, standardisedNumbers } from "./number-head.js";
import { buildPhase, freshState, stateInputs, type BuiltPhase } from "./phase.js";
import {
  imageInput,
  predictProgram,
  splitModel,
  type SplitModel,
  type SplitPass,
} from "./split-model.js";
import type { CriticSchedule, SplitPenalty } from "./split-penalty.js";

/** What `latentSplit` builds. */
export interface LatentSplitOptions {
  /** A head and a part for each attribute, beside the label's. */
  readonly attributeHeads: boolean;
  readonly penalty: SplitPenalty | null;
  /** Another model than {@link splitModel}: it may add to the label's loss. */
  readonly model?: SplitModel;
}

/**
 * The skeleton of the MI family: encoder → features cut into parts [F_0 | F_1 … F_K] → a head a part →
 * a measure of dependence for each term (which parts, against which).
 *
 *   L = mean over targets of task loss + λ · Σ over terms of weight · penalty(term)
 *
 * The task loss is the cross-entropy; of a number, label or attribute, the squared error of the standardised number; of a
 * label of several answers the run's loss of answers, one part for all of them.
 *
 * Encoder batches update encoder and heads by L: gradients flow through joint and product rows, critics
 * are fixed. Critic batches update the critics by their own losses: there the features are cut and the
 * encoder's buffers are not updated. F_0 belongs to the label, F_j to the j-th attribute. Rows whose value of
 * a target is missing (-1; NaN among numbers) have exactly no gradient in that head and in its terms.
 */
export function latentSplit(context: MethodContext, options: LatentSplitOptions): BuiltMethod {
  const { penalty } = options;
  const { answers } = context.label;
  if (penalty?.given === "label" && answers !== undefined) {
    throw new ConfigError("method.given", "several labels are no one label to be given", {
      expected: "none",
      got: "label",
    });
  }
  const heads = options.attributeHeads ? [context.label, ...context.attributes] : [context.label];
  const model = options.model ?? splitModel(context, heads);
  const learnt = {
    ...model.parameters,
    ...prefixSpecs(answersLossName, answers?.loss.parameters ?? {}),
  };
  const critics = penalty === null ? {} : penaltySpecs(penalty, "parameters");
  const handsOver = penalty?.critics.criticBatches === "shared" && Object.keys(critics).length > 0;
  const buffers: SpecTree = {
    ...model.buffers,
    ...(penalty === null ? {} : penaltySpecs(penalty, "buffers")),
    ...(handsOver ? { [handedFeatures]: featureSpec(context, model) } : {}),
  };
  const skeleton: Skeleton = {
    context,
    heads,
    model,
    critics,
    learnt,
    parameters: stateInputs({ ...learnt, ...critics }),
    buffers: stateInputs(buffers),
    handsOver,
    answers:
      answers === undefined ? null : batchAnswers(context.label.name, context.batch, answers),
    targets: [context.label, ...context.attributes].map(({ name, classes, scale }, index) => ({
      value: input(
        index === 0 ? batchInputs.label : attributeInput(name),
        [context.batch],
        "int32",
      ),
      classes,
      number: scale === undefined ? null : standardisedNumbers(name, context.batch, scale),
    })),
  };
  const phases = [encoderPhase(skeleton, penalty)];
  if (penalty !== null && Object.keys(critics).length > 0) {
    phases.push(criticPhase(skeleton, penalty));
  }
  const slots = phases.map((built) => built.slots);
  const state = Object.assign({ ...learnt, ...buffers, ...critics }, ...slots) as SpecTree;
  return {
    phases: phases.map(({ phase }) => phase),
    cycle: phases.length > 1 && penalty !== null ? cycleOf(penalty.critics) : [[0]],
    initialState: (rng) => freshState(state, rng),
    predict: predictProgram(context, model, heads),
    heads,
  };
}

/** Arrays of critics, their attention and the weighting; buffers of the scaling too. */
function penaltySpecs(penalty: SplitPenalty, kind: "parameters" | "buffers"): SpecTree {
  return {
    ...specsOfTerms(penalty.terms, kind),
    ...prefixSpecs(weightingName, penalty.weighting[kind]),
    ...(kind === "buffers" ? prefixSpecs(scalingName, penalty.scaling.buffers) : {}),
  };
}

/** Where a loss of several answers keeps what it learns. */
const answersLossName = "answersLoss";
const weightingName = "critic.weighting";
const scalingName = "scaling";

/** State that carries the features of an encoder update to the critic updates on the same batch. */
const handedFeatures = "handed.features";

function featureSpec(context: MethodContext, model: SplitModel): ArraySpec {
  return { shape: [context.batch, model.width], init: constantInit(0) };
}

/** Encoder updates and critic updates: these on batches of their own, or all on the last encoder batch. */
function cycleOf({
  encoderSteps,
  criticSteps,
  criticBatches,
}: CriticSchedule): (readonly number[])[] {
  const critic = new Array<number>(criticSteps).fill(1);
  const encoder = Array.from({ length: encoderSteps - 1 }, () => [0]);
  return criticBatches === "own"
    ? [...encoder, [0], ...critic.map((phase) => [phase])]
    : [...encoder, [0, ...critic]];
}

/** What both phases are built on. */
interface Skeleton {
  readonly context: MethodContext;
  readonly heads: readonly Target[];
  readonly model: SplitModel;
  readonly critics: SpecTree;
  /** What the encoder's phase learns: the model, and arrays of the label's loss. */
  readonly learnt: SpecTree;
  readonly parameters: TensorTree;
  readonly buffers: TensorTree;
  /** Do critics read the features of the encoder's update? */
  readonly handsOver: boolean;
  /** Of a label of several answers, int32 [B, labels]. */
  readonly answers: Tensor | null;
  /** Label, then all attributes. */
  readonly targets: readonly TargetValues[];
}

/** @param scalars of the model's own losses; absent where no loss of a head is wanted. */
function forwardPass(
  { context, model, parameters, buffers, answers }: Skeleton,
  random: RandomSource,
  scalars?: TensorTree,
) {
  const image = imageInput(context.batch, context.imageShape);
  const training = scalars && { answers, scalars };
  return model.forward("train", image, parameters, buffers, random, training);
}

/** Encoder and heads learn the tasks and, with a penalty, to part their features. */
function encoderPhase(skeleton: Skeleton, penalty: SplitPenalty | null): BuiltPhase {
  const { context, model, parameters, buffers } = skeleton;
  return buildPhase(
    {
      name: "encoder",
      updated: skeleton.learnt,
      optimizer: context.optimizer,
      gradientTransform: context.gradientTransform,
      averageDecay: context.averageDecay,
      averagedBuffers: model.buffers,
      countsAsEncoderStep: true,
      loss: { ...model.scalars, ...(penalty === null ? {} : { lambda: penalty.weight }) },
      forward: (random, scalars) => {
        const own = forwardPass(skeleton, random, scalars);
        const root = createContext("train", parameters, buffers, random);
        const tasks = taskTerms(skeleton, own, root);
        const losses = withAdded(Object.values(tasks), own);
        const shown = { ...tasks, ...own.added?.terms };
        const taskLoss = meanOf(losses);
        const handed = skeleton.handsOver ? { [handedFeatures]: own.features } : {};
        const nextBuffers = { ...own.nextBuffers, ...handed };
        const lambda = scalars["lambda"];
        if (penalty === null || lambda === undefined) {
          return { loss: taskLoss, terms: shown, nextBuffers };
        }
        const { value, estimates } = penaltyOf(skeleton, penalty, own, root);
        return {
          loss: add(taskLoss, mul(value, lambda)),
          gradients: (updated) => ({
            ...penalty.scaling.scale({
              tasks: losses,
              penalty: { value, weight: lambda },
              shared: own.shared ?? own.features,
              looks: own.looks ?? [],
              parameters: updated,
              lastShared: model.lastShared,
              context: root.child(scalingName),
            }),
            nextBuffers: ownState(root.nextBuffers),
          }),
          terms: { ...shown, ...estimates },
          nextBuffers,
        };
      },
    },
    parameters,
  );
}

/** The penalty, [], and the estimates that it is made of, by term name. */
function penaltyOf(
  skeleton: Skeleton,
  penalty: SplitPenalty,
  pass: SplitPass,
  context: ApplyContext,
) {
  const { terms, weighting } = penalty;
  const inputs = termInputs(skeleton, penalty, pass.parts);
  const estimates = terms.map((term) => termPenalty(term, context, inputs));
  const weights = weighting.weights(context.child(weightingName), estimates);
  return {
    value: total(estimates.map((estimate, index) => mul(estimate, at(weights, index)))),
    estimates: Object.fromEntries(
      terms.map((term, index) => [termName(term), at(estimates, index)]),
    ),
  };
}

/** Critics do not learn in the encoder's phase: their buffers stay. */
function ownState(buffers: TensorTree): TensorTree {
  return Object.fromEntries(
    Object.entries(buffers).filter(
      ([name]) => name.startsWith(`${weightingName}.`) || name.startsWith(`${scalingName}.`),
    ),
  );
}

/** The critics learn their measures; features are cut, and the encoder's buffers stay. */
function criticPhase(skeleton: Skeleton, penalty: SplitPenalty): BuiltPhase {
  const { context, model, critics, parameters, buffers } = skeleton;
  return buildPhase(
    {
      name: "critic",
      updated: critics,
      optimizer: context.criticOptimizer,
      gradientTransform: null,
      averageDecay: null,
      averagedBuffers: {},
      countsAsEncoderStep: false,
      learningRateFactor: penalty.critics.criticLearningRate,
      forward: (random) => {
        const critic = createContext("train", parameters, buffers, random);
        const parts = skeleton.handsOver
          ? model.split(needTensor(buffers, handedFeatures))
          : forwardPass(skeleton, random).parts;
        const inputs = termInputs(skeleton, penalty, parts.map(stopGradient));
        const losses = penalty.terms.flatMap((term) => {
          const loss = termCriticLoss(term, critic, inputs);
          return loss === null ? [] : [[`critic/${termName(term)}`, loss] as const];
        });
        const weighting = penalty.weighting.criticLoss(
          critic.child(weightingName),
          losses.map(([, loss]) => stopGradient(neg(loss))),
        );
        return {
          loss: total([...losses.map(([, loss]) => loss), ...(weighting ? [weighting] : [])]),
          terms: Object.fromEntries(losses),
          nextBuffers: critic.nextBuffers,
        };
      },
    },
    parameters,
  );
}

function termInputs(
  { context, targets }: Skeleton,
  { given, groupWeights }: SplitPenalty,
  parts: readonly Tensor[],
): TermInputs {
  return {
    parts,
    targets,
    isComplete: isComplete(context),
    owner: input(batchInputs.owner, [context.batch], "int32"),
    stratum: given === "label" ? at(targets, 0).value : null,
    weight:
      groupWeights === null
        ? null
        : rowWeights(
            groupWeights,
            combinationIndex(
              targets.map(({ value }) => value),
              targets.map(({ classes }) => classes),
            ),
          ),
  };
}

/** Is every training row in a group: does none miss the label or an attribute? Answers are not in groups. */
function isComplete({ label, trainingGroups, trainingRows }: MethodContext): boolean {
  const grouped = trainingGroups.reduce((sum, rows) => sum + rows, 0);
  return label.answers === undefined && grouped === trainingRows;
}

/** Loss of each head by the term's name; rows whose value is missing have no gradient. */
function taskTerms(
  { heads, targets, answers }: Skeleton,
  pass: SplitPass,
  context: ApplyContext,
): Record<string, Tensor> {
  return Object.fromEntries(
    heads.map(({ name, answers: several }, index) => {
      const { value, number } = at(targets, index);
      const output = at(pass.outputs, index);
      if (several !== undefined && answers !== null) {
        return [name, several.loss.apply(context.child(answersLossName), output, answers)];
      }
      return number === null
        ? [name, crossEntropy(output, value)]
        : [squaredErrorTerm(name), squaredError(output, number)];
    }),
  );
}

/** Losses of the heads, the label's first, with what the model adds to it. */
function withAdded(losses: readonly Tensor[], { added }: SplitPass): readonly Tensor[] {
  return added === undefined
    ? losses
    : losses.map((loss, index) => (index === 0 ? add(loss, added.loss) : loss));
}

function needTensor(tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) throw new InternalError("latentSplit", `no tensor ${name}`);
  return tensor;
}

function total(terms: readonly Tensor[]): Tensor {
  return terms.reduce((sum, term) => add(sum, term));
}
