import type { z } from "zod";
import { ConfigError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import type { NumberScale } from "../base/number-scale.js";
import type { Rng } from "../base/rng.js";
import type { Program } from "../graph/program.js";
import type { FeatureMap } from "../nn/encoders/registry.js";
import type { Layer } from "../nn/layer.js";
import type { GradientTransform, Optimizer } from "../optim/optimizer.js";
import type { SeveralAnswers } from "./answers-head.js";
import type { HostFit, Stage } from "./two-stage.js";

/** One thing that a head predicts: the label or an attribute. */
export interface Target {
  readonly name: string;
  /** Number of classes; of a number, of its bins. */
  readonly classes: number;
  /** Present where it is a number: heads and measures see that, standardised by this; groups are made of bins. */
  readonly scale?: NumberScale;
  /** Present where it is several answers of yes or no; `classes` is then 1: groups are those of the attributes. */
  readonly answers?: SeveralAnswers;
}

/** Outputs of a target's head: one a class or a label; of a number one. */
export function headWidth({ classes, scale, answers }: Target): number {
  return scale === undefined ? (answers?.labels.length ?? classes) : 1;
}

/** Everything that a method may know of a run: tensors, labels, attributes; never a data set. */
export interface MethodContext {
  readonly batch: number;
  /** Rows of the training set. */
  readonly trainingRows: number;
  /** [C, ...space] of one image, or [F] of one vector. */
  readonly imageShape: readonly number[];
  readonly label: Target;
  readonly attributes: readonly Target[];
  /** Encoder with `outputs` features. */
  readonly encoder: (outputs: number) => Layer;
  /** The encoder before its positions are pooled. @throws ConfigError where it has no map. */
  readonly map: () => FeatureMap;
  /** Dimensions of each part of the features. */
  readonly features: number;
  /** `none`: a part is its own logits (features = classes). `linear`: one linear layer a part. */
  readonly head: "none" | "linear";
  readonly optimizer: Optimizer;
  /** Of critics: the same rule without weight decay. */
  readonly criticOptimizer: Optimizer;
  /** Before the encoder's update, e.g. clipping; null for none. */
  readonly gradientTransform: GradientTransform | null;
  /** Decay of the weight average that is evaluated, or null. */
  readonly averageDecay: number | null;
  /** Rows of an evaluation batch. */
  readonly evaluationBatch: number;
  /**
   * Training rows of each group, label × all attributes, [G]: the label varies slowest, the last attribute
   * fastest. A row whose label or any attribute is missing is in no group.
   */
  readonly trainingGroups: readonly number[];
  /** Rows of each group that one epoch shows on average, [G]: `trainingGroups` unless rows are resampled. */
  readonly epochGroups: readonly number[];
  /** Rows of each label that one epoch shows on average, [K]; missing attributes do not matter here. */
  readonly epochLabels: readonly number[];
}

/** One kind of update: who is updated, with what, in one program. */
export interface Phase {
  readonly name: string;
  /** Inputs: state by name, the batch (see {@link batchInputs}), scalars. Outputs: new state, loss terms. */
  readonly program: Program;
  /** State that the program reads and writes. */
  readonly updates: readonly string[];
  /** Loss terms among the outputs, in the order in which they are shown; a NaN in one stops the run. */
  readonly terms: readonly string[];
  /** Values of the program's scalar inputs at one step. */
  scalars(progress: Progress): Readonly<Record<string, number>>;
  /** True for the phases whose batches count as encoder steps. */
  readonly countsAsEncoderStep: boolean;
}

/** Where a phase stands. */
export interface Progress {
  /** Updates of this phase so far, this one included: 1 is the first. */
  readonly step: number;
  /** Share of the run's batches that are done, 0..1. */
  readonly fraction: number;
  /** The run's learning rate at this batch. */
  readonly learningRate: number;
}

/** A method, built for one run. */
export interface BuiltMethod {
  /**
   * Phases of each batch in their order, cyclic: `[[0], [1], [1]]` is one encoder batch, then two critic
   * batches; `[[1, 0]]` trains the critic, then the encoder, on every batch.
   */
  readonly cycle: readonly (readonly number[])[];
  readonly phases: readonly Phase[];
  /** Fresh state by name: parameters, buffers, optimiser slots, averages, method state. */
  initialState(rng: Rng): ArrayTree;
  /**
   * image [evaluationBatch, ...] and state -> `features`, `logits/<target name>` for every head that the
   * method has, `predicted/<target name>` for those of numbers. Reads attributes, see {@link attributeInput}, where the model needs them to predict.
   */
  readonly predict: Program;
  /** Targets that have a head, the label first. */
  readonly heads: readonly Target[];
  /** Two or more; absent: the run is one stage. */
  readonly stages?: readonly Stage[];
  /** Absent: training is all. */
  readonly hostFit?: HostFit;
}

/**
 * What a method needs of a run, checked before the first step: a label that is classes and neither a number nor several
 * answers, a label that is several answers, what its answers tell of each other ({@link SeveralAnswers}), attributes, attributes that are classes and not numbers, or training rows in every group (label × all attributes).
 */
export type MethodNeed =
  | "label-classes"
  | "label-answers"
  | "answers-given-others"
  | "attribute-labels"
  | "attribute-classes"
  | "group-counts";

/**
 * What a method needs of attributes; known without data.
 * @throws ConfigError where there are none, or numbers in the place of classes.
 */
export function requireAttributes(
  { name, needs }: Pick<Method, "name" | "needs">,
  attributes: readonly { readonly name: string; readonly isContinuous: boolean }[],
): void {
  if (needs.includes("attribute-labels") && attributes.length === 0) {
    throw new ConfigError("data.attributes", `${name} needs at least one attribute`, {
      got: "none",
      advice: needs.includes("label-answers")
        ? "Name one, or leave out method.penalty."
        : "Name one, or choose method erm.",
    });
  }
  const number = attributes.find(({ isContinuous }) => isContinuous);
  if (needs.includes("attribute-classes") && number !== undefined) {
    throw new ConfigError("data.attributes", `${name} regresses on classes, not on numbers`, {
      got: `${number.name}, continuous`,
      advice: "Say `as: classes` to give it the bins, or choose another method.",
    });
  }
}

/**
 * All that a method needs.
 * @param nameOf name of a group, for the error.
 * @throws ConfigError where a run cannot give it.
 */
export function requireNeeds(
  method: Pick<Method, "name" | "needs">,
  {
    label,
    attributes,
    trainingGroups,
  }: Pick<MethodContext, "label" | "attributes" | "trainingGroups">,
  nameOf: (group: number) => string = String,
): void {
  const { name, needs } = method;
  requireAnswers(method, label);
  if (needs.includes("label-classes") && label.scale !== undefined) {
    throw new ConfigError("method", `${name} learns classes, not a number`, {
      got: `${label.name}, a number`,
      advice:
        "Make classes of it (target as: classes with bins), or choose erm, multitask, mimm, mimm-x, dcor or adversarial.",
    });
  }
  requireAttributes(
    method,
    attributes.map((attribute) => ({
      name: attribute.name,
      isContinuous: attribute.scale !== undefined,
    })),
  );
  const empty = trainingGroups.indexOf(0);
  if (needs.includes("group-counts") && empty >= 0) {
    throw new ConfigError("method", `${name} needs training rows in every group`, {
      got: `none in "${nameOf(empty)}"`,
      advice: "Ask the plan for rows there (data.plan), or choose a method that needs none.",
    });
  }
}

/** @throws ConfigError where the label is several answers and the method wants classes, or the other way round. */
function requireAnswers(
  { name, needs }: Pick<Method, "name" | "needs">,
  { answers }: Target,
): void {
  if (needs.includes("label-classes") && answers !== undefined) {
    throw new ConfigError("method", `${name} learns classes, not several labels`, {
      got: `${answers.labels.length} labels`,
      advice:
        "Choose erm, multitask, mimm, mimm-x, dcor, adversarial, or a method for several labels.",
    });
  }
  if (needs.includes("label-answers") && answers === undefined) {
    throw new ConfigError("method", `${name} learns several labels of yes or no`, {
      expected: "a target `as: labels`",
      got: "one answer a row",
      advice: "Choose another method, or name several columns in the cohort's target.",
    });
  }
}

/** Where a method comes from and how ours differs. */
export interface MethodSource {
  readonly work: string;
  /** One sentence, or null where nothing differs. */
  readonly differs: string | null;
}

/** How training rows are shown. */
export interface ShownRows {
  /** All groups equally often, in the place of as they are. */
  readonly isRebalanced: boolean;
}

/** A declared method. Its configuration is what `config` parses, `name` included. */
export interface Method<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly source: MethodSource;
  readonly needs: readonly MethodNeed[];
  readonly config: Schema;
  build(config: z.infer<Schema>, context: MethodContext): BuiltMethod;
  /** What these settings need besides `needs`; absent: nothing ever. */
  needsBesides?(config: z.infer<Schema>): readonly MethodNeed[];
  /** What a person should know of these settings before the run: sentences, none where all is well. Absent: nothing ever. */
  notes?(config: z.infer<Schema>, rows: ShownRows): readonly string[];
}

/** Declare a method; checks that its parts belong together. */
export function defineMethod<Schema extends z.ZodType>(method: Method<Schema>): Method<Schema> {
  return method;
}

/** Names of the program inputs that carry a batch. */
export const batchInputs = {
  /** float32 [B, C, ...space] */
  image: "image",
  /** int32 [B], -1 missing */
  label: "label",
  /** int32 [B]: number of the subject that the row shows */
  owner: "owner",
  /** int32 [B]: number of the row in the training set; fed while training only */
  row: "row",
  /** uint32 []: fresh in every step */
  randomKey: "randomKey",
} as const;

/** Input that carries one attribute: int32 [B], -1 missing. */
export function attributeInput(name: string): string {
  return `attribute/${name}`;
}

/** Output of `predict` that carries the logits of a target. */
export function logitsOutput(name: string): string {
  return `logits/${name}`;
}

const attentionPrefix = "attention/";

/**
 * Output of `predict` that carries where a head of several labels looked: [B, K · N], a label's places side by side. Attention
 * sums to 1 over the places; class activation maps of heads without (`pooled`, `csra`) sum to the logit less its bias.
 */
export function attentionOutput(name: string): string {
  return `${attentionPrefix}${name}`;
}

/**
 * Output of `predict` that carries a further map of such a head, laid out as {@link attentionOutput}, values 0..1: `bottleneck`, and
 * `component-1`, … of a mixture.
 */
export function furtherAttentionOutput(name: string, map: string): string {
  return `${attentionOutput(name)}/${map}`;
}

/** The name of the further map that this output carries; undefined where it is none of this target. */
export function furtherMap(name: string, output: string): string | undefined {
  const prefix = `${attentionOutput(name)}/`;
  return output.startsWith(prefix) ? output.slice(prefix.length) : undefined;
}

/** Is it a picture of the attention, which no measure reads? */
export function isAttention(output: string): boolean {
  return output.startsWith(attentionPrefix);
}

/** Those of `names` that a model must be told of each row to predict. */
export function attributesRead({ predict }: BuiltMethod, names: readonly string[]): string[] {
  return names.filter((name) => predict.inputs.some((port) => port.name === attributeInput(name)));
}
