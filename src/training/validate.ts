import { InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import type { AttributeFactor, Factor, SampledSet } from "../data/dataset.js";
import { argmaxRows, softmaxRows } from "../evaluation/class-scores.js";
import { evaluateSet, type HeadScores } from "../evaluation/evaluate-set.js";
import { groupResults } from "../evaluation/group-results.js";
import type { Metric } from "../evaluation/metric.js";
import { logLoss } from "../evaluation/metrics/log-loss.js";
import type { SetResult } from "../evaluation/results.js";
import type { ValidationRecord } from "../evaluation/selection.js";
import { logitsOutput } from "../methods/method.js";
import type { SetOutputs } from "./predict-set.js";

/** What the columns of a run's sets mean. */
export interface RunFactors {
  readonly label: Factor;
  readonly attributes: readonly AttributeFactor[];
}

/** Logits of one head over a set, or null where the model has no such head. */
export function headScores(outputs: SetOutputs, name: string): HeadScores | null {
  const logits = outputs[logitsOutput(name)];
  return logits === undefined ? null : { kind: "logits", values: logits.values };
}

/** Results of one set from a model's outputs, in the shape of `results.json`. */
export function resultsOfOutputs(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  options: { readonly minCount: number; readonly weights?: Float64Array },
): SetResult {
  const { set } = images;
  return evaluateSet({
    label: { ...factors.label, values: set.label, scores: labelScores(factors, outputs) },
    attributes: factors.attributes.map(({ name, valueNames }, index) => ({
      name,
      valueNames,
      values: at(set.attributes, index),
      scores: headScores(outputs, name),
    })),
    minCount: options.minCount,
    ...(options.weights === undefined ? {} : { weights: options.weights }),
  });
}

function labelScores(factors: RunFactors, outputs: SetOutputs): HeadScores {
  const scores = headScores(outputs, factors.label.name);
  if (scores === null) throw new InternalError("validation", "the model has no head for the label");
  return scores;
}

/**
 * What selection sees of one epoch: accuracy by validation group and by class, and the loss: the mean over
 * heads of the cross-entropy on validation (a method's penalty is not part of it).
 */
export function validationRecord(
  epoch: number,
  factors: RunFactors,
  set: SampledSet,
  outputs: SetOutputs,
  result: SetResult,
): ValidationRecord {
  const { label } = factors;
  const predictions = argmaxRows(labelScores(factors, outputs).values, label.valueNames.length);
  const classes = groupResults({ ...label, values: set.label }, [], predictions, undefined);
  return {
    epoch,
    loss: meanLoss(factors, set, outputs),
    groups: result.groups.map(({ n, accuracy }) => ({ n, accuracy })),
    classes: classes.map(({ n, accuracy }) => ({ n, accuracy })),
  };
}

function meanLoss(factors: RunFactors, set: SampledSet, outputs: SetOutputs): Metric {
  let total = 0;
  let heads = 0;
  const columns = [set.label, ...set.attributes];
  for (const [index, { name, valueNames }] of [factors.label, ...factors.attributes].entries()) {
    const scores = headScores(outputs, name);
    if (scores === null) continue;
    const loss = lossOfKnownRows(at(columns, index), scores.values, valueNames.length);
    if (typeof loss !== "number") return loss;
    total += loss;
    heads += 1;
  }
  return total / heads;
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
