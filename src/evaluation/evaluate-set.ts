import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { argmaxRows, softmaxRows } from "./class-scores.js";
import { checkFinite, checkIndices, weightsOrOnes, type Column } from "./columns.js";
import { groupResults, type ClassVariable } from "./group-results.js";
import type { Metric } from "./metric.js";
import { accuracy } from "./metrics/accuracy.js";
import { aurocMacro } from "./metrics/auroc-macro.js";
import { auroc } from "./metrics/auroc.js";
import { balancedAccuracy } from "./metrics/balanced-accuracy.js";
import { adjustedAccuracy, worstGroupAccuracy } from "./metrics/group-metrics.js";
import { mae } from "./metrics/mae.js";
import { r2 } from "./metrics/r2.js";
import type { AttributeResult, SetResult } from "./results.js";

/** Scores of a head, row-major [n, K]. Logits are told apart because macro AUROC compares rows. */
export interface HeadScores {
  readonly kind: "logits" | "probabilities";
  readonly values: Column;
}

/** An attribute of the run; `scores` is null where the method has no head for it. */
export interface EvaluatedAttribute extends ClassVariable {
  readonly scores: HeadScores | null;
}

/** A continuous attribute, predicted by number. Its bins, under the same name and without scores, form the groups. */
export interface ContinuousAttribute {
  readonly name: string;
  /** [n], NaN missing. */
  readonly targets: Column;
  /** [n]. */
  readonly predictions: Column;
}

/** One set of rows with what a model says about them. */
export interface SetToEvaluate {
  readonly label: ClassVariable & { readonly scores: HeadScores };
  readonly attributes: readonly EvaluatedAttribute[];
  readonly continuousAttributes?: readonly ContinuousAttribute[];
  /** [n], for cell-weighted estimates. */
  readonly weights?: Column;
  /** Fewest rows of a group that enters adjusted and worst-group accuracy; 1 if not given. */
  readonly minCount?: number;
}

/**
 * All results of one set, in the shape of `results.json`.
 *
 * Predictions are the class with the largest score (ties: the lower class). Rows with a missing attribute
 * count for the label's metrics, not for the groups nor for that attribute's head.
 * Cross keys are "primary->thickness", "thickness->primary", "thickness->rotation".
 * @throws DataError for lengths that differ, a label outside its values, scores that are not finite, two
 * variables of one name, or an attribute that is called "primary".
 */
export function evaluateSet(set: SetToEvaluate): SetResult {
  const rows = set.label.values.length;
  checkVariables(set, rows);
  const { weights } = set;
  const labels = set.label.values;
  const predictions = predict(set.label, set.label.scores);
  const groups = groupResults(set.label, set.attributes, predictions, weights);
  const options = { minCount: set.minCount ?? 1 };
  return {
    n: rows,
    ...(weights === undefined ? {} : { effective_n: effectiveCount(weights, rows) }),
    accuracy: accuracy(labels, predictions, weights),
    balanced_accuracy: balancedAccuracy(labels, predictions, weights),
    auroc: labelAuroc(set),
    adjusted_accuracy: adjustedAccuracy(groups, options),
    worst_group_accuracy: worstGroupAccuracy(groups, options),
    groups,
    attributes: attributeResults(set),
    cross: crossAccuracies(set),
  };
}

function checkVariables(set: SetToEvaluate, rows: number): void {
  const names = new Set(["primary"]);
  const bins = set.continuousAttributes?.map(({ name }) => name) ?? [];
  const others = set.attributes.filter(
    ({ name, scores }) => scores !== null || !bins.includes(name),
  );
  for (const { name } of [...others, ...(set.continuousAttributes ?? [])]) {
    if (names.has(name)) {
      throw new DataError("evaluateSet", "attribute name is taken", {
        got: name,
        advice: 'Names are unique; "primary" is the label.',
      });
    }
    names.add(name);
  }
  checkIndices("evaluateSet", "label", set.label.values, set.label.valueNames.length);
  for (const variable of [set.label, ...set.attributes]) {
    const classes = variable.valueNames.length;
    if (variable.values.length !== rows) {
      throw new DataError("evaluateSet", `values of ${variable.name}`, {
        expected: rows,
        got: variable.values.length,
      });
    }
    const present = Array.from(variable.values).filter((value) => value !== -1);
    checkIndices("evaluateSet", `${variable.name}, present values: entry`, present, classes);
    if (variable.scores === null) continue;
    if (variable.scores.values.length !== rows * classes) {
      throw new DataError("evaluateSet", `scores of ${variable.name}`, {
        expected: [rows, classes],
        got: variable.scores.values.length,
      });
    }
    checkFinite("evaluateSet", `scores of ${variable.name}: entry`, variable.scores.values);
  }
}

function predict(variable: ClassVariable, scores: HeadScores): Int32Array {
  return argmaxRows(scores.values, variable.valueNames.length);
}

/** Two classes are ranked by the difference of their scores: a softmax in between would round to ties. */
function labelAuroc({ label, weights }: SetToEvaluate): Metric {
  const { values, kind } = label.scores;
  const classes = label.valueNames.length;
  if (classes > 2) {
    const probabilities = kind === "logits" ? softmaxRows(values, classes) : values;
    return aurocMacro(label.values, probabilities, weights);
  }
  const margins = Float64Array.from(
    label.values,
    (_, row) => at(values, 2 * row + 1) - at(values, 2 * row),
  );
  return auroc(label.values, margins, weights);
}

function attributeResults(set: SetToEvaluate): Record<string, AttributeResult> {
  const results: Record<string, AttributeResult> = {};
  for (const attribute of set.attributes) {
    if (attribute.scores === null) continue;
    const predictions = predict(attribute, attribute.scores);
    results[attribute.name] = {
      accuracy: accuracyWherePresent(attribute.values, predictions, set.weights),
    };
  }
  for (const { name, targets, predictions } of set.continuousAttributes ?? []) {
    const kept = presentRows(targets, (target) => !Number.isNaN(target));
    const columns = [pick(targets, kept), pick(predictions, kept)] as const;
    const weights = set.weights === undefined ? undefined : pick(set.weights, kept);
    results[name] = { mae: mae(...columns, weights), r2: r2(...columns, weights) };
  }
  return results;
}

function crossAccuracies(set: SetToEvaluate): Record<string, Metric> {
  const variables = [{ ...set.label, name: "primary" }, ...set.attributes];
  const cross: Record<string, Metric> = {};
  for (const head of variables) {
    if (head.scores === null) continue;
    const predictions = predict(head, head.scores);
    for (const target of variables) {
      if (target.name === head.name || target.valueNames.length !== head.valueNames.length)
        continue;
      cross[`${head.name}->${target.name}`] = accuracyWherePresent(
        target.values,
        predictions,
        set.weights,
      );
    }
  }
  return cross;
}

function accuracyWherePresent(
  values: Column,
  predictions: Column,
  weights: Column | undefined,
): Metric {
  const kept = presentRows(values, (value) => value >= 0);
  return accuracy(
    pick(values, kept),
    pick(predictions, kept),
    weights === undefined ? undefined : pick(weights, kept),
  );
}

function presentRows(values: Column, isPresent: (value: number) => boolean): number[] {
  return Array.from({ length: values.length }, (_, row) => row).filter((row) =>
    isPresent(at(values, row)),
  );
}

function pick(column: Column, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => at(column, row));
}

/** Kish's effective sample size; 0 when all weights are 0. */
function effectiveCount(weights: Column, rows: number): number {
  const checked = weightsOrOnes("evaluateSet", weights, rows);
  const sum = checked.reduce((left, right) => left + right, 0);
  const squares = checked.reduce((left, right) => left + right * right, 0);
  return squares > 0 ? (sum * sum) / squares : 0;
}
