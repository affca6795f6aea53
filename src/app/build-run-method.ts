import type { RunConfig } from "../config/run-config.js";
import type { DataSet } from "../data/dataset.js";
import { groupNamer, type EpochLaw } from "../data/sampling/epoch-law.js";
import { countAnswerPairs, type AnswerPairs } from "../methods/answer-pairs.js";
import { countAnswers, type AnswerCount } from "../methods/answer-counts.js";
import { fitAnswersGivenOthers, nothingGivenOthers } from "../methods/answers-given-others.js";
import { createAnswersLoss } from "../methods/answers-loss.js";
import {
  requireNeeds,
  type BuiltMethod,
  type MethodContext,
  type Target,
} from "../methods/method.js";
import { methods, needsOf } from "../methods/registry.js";
import type { EncoderOptions } from "../nn/encoders/encoder.js";
import { createEncoder, createFeatureMap, type FeatureMap } from "../nn/encoders/registry.js";
import type { Layer } from "../nn/layer.js";
import type { AnswersGivenOthers } from "../nn/losses/independent-answers.js";
import { startFrom } from "../nn/weights/start-from.js";
import { createClip } from "../optim/clip.js";
import { createOptimizer } from "../optim/registry.js";
import type { RunAttribute, RunFactors, RunLabel } from "../training/validate.js";

/** Rows of an evaluation batch unless others are asked for: small enough for memory, large enough to be fast. */
const usualEvaluationBatch = 250;

/**
 * All that a method was told of the data of its run; with the configuration it builds the same method again, without
 * them. `method.json` of the run folder.
 */
export interface MethodBlueprint {
  readonly schema: 1;
  /** [C, ...space], or [F]. */
  readonly imageShape: readonly number[];
  /** Least and greatest value of an image; null for features, and where it can be anything. */
  readonly valueRange: readonly [least: number, greatest: number] | null;
  /** How files become images, where they did; JSON. */
  readonly preparation: unknown;
  readonly label: RunLabel;
  readonly attributes: readonly RunAttribute[];
  readonly trainingRows: number;
  /** Whole batches of one epoch. */
  readonly epochBatches: number;
  readonly trainingGroups: readonly number[];
  readonly epochGroups: readonly number[];
  readonly epochLabels: readonly number[];
  /** Answers of the training rows, one count a label; absent where the label is one answer. */
  readonly answerCounts?: readonly AnswerCount[];
  /** Pairs of answers of the training rows; as `answerCounts`. */
  readonly answerPairs?: AnswerPairs;
  /** What they tell of each other; absent where the run does not ask, see {@link asksGivenOthers}. */
  readonly answersGivenOthers?: AnswersGivenOthers;
}

/** The encoder that a run file names. @throws ShapeError where it does not take the images. */
export function encoderOfRun({ model }: Pick<RunConfig, "model">, options: EncoderOptions): Layer {
  return createEncoder(model.encoder, options, model.options as never);
}

/** The map of the encoder that a run file names. @throws ConfigError, ShapeError as `createFeatureMap`. */
export function mapOfRun(
  { model }: Pick<RunConfig, "model">,
  { imageShape }: Pick<MethodBlueprint, "imageShape">,
): FeatureMap {
  return createFeatureMap(model.encoder, { shape: imageShape }, model.options as never);
}

/**
 * What the method of a run is told.
 * @param several where the label is several answers: those of the training rows, row by row [n, labels], and whether the run asks
 * what they tell of each other.
 */
export function blueprintOf(
  { imageShape, valueRange = [0, 1], preparation = null }: DataSet,
  { label, attributes }: RunFactors,
  { batches, trainingGroups, epochGroups, epochLabels }: EpochLaw,
  trainingRows: number,
  several?: { readonly answers: Int32Array; readonly givenOthers: boolean },
): MethodBlueprint {
  const labels = label.labels?.length ?? 0;
  return {
    schema: 1,
    imageShape,
    valueRange: imageShape.length === 1 ? null : valueRange,
    preparation,
    label,
    attributes,
    epochBatches: batches,
    ...{ trainingRows, trainingGroups, epochGroups, epochLabels },
    ...(several && {
      answerCounts: countAnswers(labels, several.answers),
      answerPairs: countAnswerPairs(labels, several.answers),
      ...(several.givenOthers && {
        answersGivenOthers: fitAnswersGivenOthers(label.labels ?? [], several.answers),
      }),
    }),
  };
}

/**
 * The method of a run.
 * @param weights that its encoders start from, by their names; asked for by whoever wants a fresh state. Without, a
 * method is to be predicted with alone where the run has `model.weights`: its fresh state is another.
 * @param evaluationBatch rows that `predict` takes at a time.
 * @throws ConfigError where the run cannot give what the method needs.
 * @throws ShapeError where the encoder does not take the images.
 */
export function buildRunMethod(
  config: RunConfig,
  blueprint: MethodBlueprint,
  weights: (() => ReadonlyMap<string, Float32Array>) | null = null,
  evaluationBatch = usualEvaluationBatch,
): BuiltMethod {
  const { model, train, method } = config;
  const { imageShape, label, attributes } = blueprint;
  const context: MethodContext = {
    batch: train.batch,
    trainingRows: blueprint.trainingRows,
    imageShape,
    label: { ...targetOf(label), ...answersOf(label, config, blueprint) },
    attributes: attributes.map(targetOf),
    encoder: (outputs) => {
      const encoder = encoderOfRun(config, { shape: imageShape, features: outputs });
      return weights === null ? encoder : startFrom(encoder, weights);
    },
    map: () => {
      const map = mapOfRun(config, blueprint);
      return weights === null ? map : { ...map, layer: startFrom(map.layer, weights) };
    },
    features: model.features,
    head: model.head,
    optimizer: createOptimizer(train.optimizer),
    criticOptimizer: createOptimizer({ ...train.optimizer, weightDecay: 0 }),
    gradientTransform: train.clip === null ? null : createClip(train.clip),
    averageDecay: train.averageDecay,
    evaluationBatch,
    trainingGroups: blueprint.trainingGroups,
    epochGroups: blueprint.epochGroups,
    epochLabels: blueprint.epochLabels,
  };
  requireNeeds(needsOf(method), context, groupNamer(label, attributes));
  // The registry pairs each name with its own config type; TypeScript cannot follow the index.
  return methods[method.name].build(method as never, context);
}

function targetOf({ name, valueNames, scale }: RunLabel | RunAttribute): Target {
  return { name, classes: valueNames.length, ...(scale === undefined ? {} : { scale }) };
}

/** Whether the loss of a run or its method reads what answers tell of each other. */
export function asksGivenOthers({ train, method }: Pick<RunConfig, "train" | "method">): boolean {
  return (
    train.answersLoss.name === "independent" ||
    needsOf(method).needs.includes("answers-given-others")
  );
}

/** No key where the label is one answer. */
function answersOf(
  { labels }: RunLabel,
  config: RunConfig,
  { answerCounts: counts = [], answerPairs, answersGivenOthers }: MethodBlueprint,
): Pick<Target, "answers"> {
  if (labels === undefined) return {};
  // Blueprints of earlier builds lack it; such a run is not trained any more, and to predict it is not read.
  const none = asksGivenOthers(config) ? nothingGivenOthers(labels.length) : null;
  const givenOthers = answersGivenOthers ?? none;
  const loss = createAnswersLoss(config.train.answersLoss, { counts, givenOthers });
  const pairs = answerPairs ?? countAnswerPairs(labels.length, new Int32Array());
  return { answers: { labels, loss, pairs, givenOthers } };
}
