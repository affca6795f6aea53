import { InternalError } from "../base/errors.js";
import { softplus } from "../base/logistic.js";
import { at } from "../base/ndarray.js";
import type { NumberScale } from "../base/number-scale.js";
import type { SetImages } from "../data/batch.js";
import type { AttributeFactor, Factor, LabelFactor } from "../data/dataset.js";
import type {
  ContinuousAttribute,
  EvaluatedAttribute,
  HeadScores,
} from "../evaluation/attribute-results.js";
import type { AnySetResult } from "../evaluation/any-results.js";
import { argmaxRows, softmaxRows } from "../evaluation/class-scores.js";
import { evaluateSet } from "../evaluation/evaluate-set.js";
import { groupResults } from "../evaluation/group-results.js";
import { isLabelsSet } from "../evaluation/labels/labels-results.js";
import { isNumberSet } from "../evaluation/numbers/number-results.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";
import { logLoss } from "../evaluation/metrics/log-loss.js";
import type { SetResult } from "../evaluation/results.js";
import type { ValidationRecord } from "../evaluation/selection.js";
import { logitsOutput } from "../methods/method.js";
import { numberOutput } from "../methods/number-head.js";
import type { SetOutputs } from "./predict-set.js";

/** An attribute of a run. */
export interface RunAttribute extends AttributeFactor {
  /** Of a continuous attribute: what standardises its numbers, fitted on the training set. */
  readonly scale?: NumberScale;
}

/** The label of a run. */
export interface RunLabel extends LabelFactor {
  /** Of a number: what standardises it, fitted on the training set. */
  readonly scale?: NumberScale;
}

/** What the columns of a run's sets mean. */
export interface RunFactors {
  readonly label: RunLabel;
  readonly attributes: readonly RunAttribute[];
}

/** Logits of one head over a set, or null where the model has no such head. */
export function headScores(outputs: SetOutputs, name: string): HeadScores | null {
  const logits = outputs[logitsOutput(name)];
  return logits === undefined ? null : { kind: "logits", values: logits.values };
}

/** What the head of a number says over a set, in its own unit; null where the model has no such head. */
export function headNumbers(outputs: SetOutputs, name: string): Float32Array | null {
  return outputs[numberOutput(name)]?.values ?? null;
}

/** How a set is evaluated. */
export interface EvaluationOptions {
  readonly minCount: number;
  /** [n], for cell-weighted estimates. */
  readonly weights?: Float64Array | undefined;
}

/** Results of one set from a model's outputs, in the shape of `results.json`; of a label that is classes. */
export function resultsOfOutputs(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  options: EvaluationOptions,
): SetResult {
  const { set } = images;
  return evaluateSet({
    label: { ...factors.label, values: set.label, scores: labelScores(factors, outputs) },
    attributes: attributeColumns(factors, images, outputs),
    continuousAttributes: continuousColumns(factors, images, outputs),
    ...options,
  });
}

/** The attributes of a set, and what the model says of them. */
export function attributeColumns(
  { attributes }: RunFactors,
  { set }: Pick<SetImages, "set">,
  outputs: SetOutputs,
): EvaluatedAttribute[] {
  return attributes.map(({ name, valueNames }, index) => ({
    name,
    valueNames,
    values: at(set.attributes, index),
    scores: headScores(outputs, name),
  }));
}

/** Those of the continuous attributes that the model has a head for. */
export function continuousColumns(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
): ContinuousAttribute[] {
  return factors.attributes.flatMap(({ name }, index) => {
    const targets = images.numbers?.[index] ?? null;
    const predictions = headNumbers(outputs, name);
    return targets === null || predictions === null ? [] : [{ name, targets, predictions }];
  });
}

function labelScores(factors: RunFactors, outputs: SetOutputs): HeadScores {
  const scores = headScores(outputs, factors.label.name);
  if (scores === null) throw new InternalError("validation", "the model has no head for the label");
  return scores;
}

/**
 * What selection sees of one epoch: accuracy by validation group and by class, of a number the errors by group, of several
 * answers what they are ranked by; and the loss: the mean over heads of the task loss on validation, cross-entropy (of several
 * answers the binary one, whatever training minimises) or squared error of the standardised number (a method's penalty is not
 * part of it).
 */
export function validationRecord(
  epoch: number,
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  result: AnySetResult,
): ValidationRecord {
  const { label } = factors;
  const loss = meanLoss(factors, images, outputs);
  if (isNumberSet(result)) {
    const errors = result.groups.map(({ n, mae }) => ({ n, mae }));
    return { epoch, loss, groups: [], classes: [], errors };
  }
  if (isLabelsSet(result)) {
    const { mAP, macro_auroc, worst_group_auroc } = result;
    const labels = { mAP, macro_auroc, worst_group_auroc };
    return { epoch, loss, groups: [], classes: [], labels };
  }
  const { set } = images;
  const predictions = argmaxRows(labelScores(factors, outputs).values, label.valueNames.length);
  const classes = groupResults({ ...label, values: set.label }, [], predictions, undefined);
  return {
    epoch,
    loss,
    groups: result.groups.map(({ n, accuracy }) => ({ n, accuracy })),
    classes: classes.map(({ n, accuracy }) => ({ n, accuracy })),
  };
}

function meanLoss(factors: RunFactors, images: SetImages, outputs: SetOutputs): Metric {
  const { label, attributes } = images.set;
  const { scale } = factors.label;
  const ofLabel = () => {
    if (images.labelAnswers !== undefined)
      return answersLoss(factors.label.name, images.labelAnswers, outputs);
    return scale === undefined
      ? classLoss(factors.label, label, outputs)
      : numberLoss(factors.label.name, scale, images.labelNumbers ?? null, outputs);
  };
  const losses = [
    ofLabel(),
    ...factors.attributes.map((attribute, index) =>
      attribute.scale === undefined
        ? classLoss(attribute, at(attributes, index), outputs)
        : numberLoss(attribute.name, attribute.scale, images.numbers?.[index] ?? null, outputs),
    ),
  ].filter((loss) => loss !== null);
  const numbers = losses.filter((loss) => typeof loss === "number");
  return (
    losses.find((loss) => typeof loss !== "number") ??
    numbers.reduce((sum, loss) => sum + loss, 0) / numbers.length
  );
}

/** Null where the model has no such head. */
function classLoss(
  { name, valueNames }: Factor,
  values: Int32Array,
  outputs: SetOutputs,
): Metric | null {
  const scores = headScores(outputs, name);
  return scores && lossOfKnownRows(values, scores.values, valueNames.length);
}

/** Binary cross-entropy over the known answers, from logits; null without such a head. */
function answersLoss(name: string, answers: Int32Array, outputs: SetOutputs): Metric | null {
  const scores = headScores(outputs, name);
  if (scores === null) return null;
  const known = [...answers.keys()].filter((entry) => at(answers, entry) >= 0);
  if (known.length === 0) return undefinedMetric("no known answers");
  const losses = known.map((entry) => {
    const logit = at(scores.values, entry);
    return softplus(logit) - logit * at(answers, entry);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / known.length;
}

/** Mean squared error in standard deviations over the rows whose number is known; null without such a head. */
function numberLoss(
  name: string,
  { standardDeviation }: NumberScale,
  numbers: Float64Array | null,
  outputs: SetOutputs,
): Metric | null {
  const predictions = headNumbers(outputs, name);
  if (numbers === null || predictions === null) return null;
  const known = [...numbers.keys()].filter((row) => !Number.isNaN(at(numbers, row)));
  if (known.length === 0) return undefinedMetric(`no rows with a known ${name}`);
  const squares = known.map(
    (row) => ((at(predictions, row) - at(numbers, row)) / standardDeviation) ** 2,
  );
  return squares.reduce((sum, square) => sum + square, 0) / known.length;
}

/** Cross-entropy over the rows whose value is known. */
function lossOfKnownRows(values: Int32Array, logits: ArrayLike<number>, classes: number): Metric {
  const rows = [...values.keys()].filter((row) => at(values, row) >= 0);
  const known = new Float64Array(rows.length * classes);
  for (const [position, row] of rows.entries()) {
    for (let label = 0; label < classes; label++) {
      known[position * classes + label] = at(logits, row * classes + label);
    }
  }
  return logLoss(
    rows.map((row) => at(values, row)),
    softmaxRows(known, classes),
  );
}
