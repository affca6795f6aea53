import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import {
  accuracyWherePresent,
  attributeResults,
  checkVariable,
  type ContinuousAttribute,
  type EvaluatedAttribute,
  type HeadScores,
} from "./attribute-results.js";
import { argmaxRows, softmaxRows } from "./class-scores.js";
import { checkIndices, type Column } from "./columns.js";
import { effectiveCount } from "./effective-count.js";
import { groupResults, type ClassVariable } from "./group-results.js";
import type { Metric } from "./metric.js";
import { accuracy } from "./metrics/accuracy.js";
import { aurocMacro } from "./metrics/auroc-macro.js";
import { auroc } from "./metrics/auroc.js";
import { balancedAccuracy } from "./metrics/balanced-accuracy.js";
import { adjustedAccuracy, worstGroupAccuracy } from "./metrics/group-metrics.js";
import type { SetResult } from "./results.js";

/** One set of rows with what a model says about them. */
export interface SetToEvaluate {
  readonly label: ClassVariable & { readonly scores: HeadScores };
  readonly attributes: readonly EvaluatedAttribute[];
  readonly continuousAttributes?: readonly ContinuousAttribute[];
  /** [n], for cell-weighted estimates. */
  readonly weights?: Column | undefined;
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
    attributes: attributeResults(set.attributes, set.continuousAttributes ?? [], weights),
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
    checkVariable("evaluateSet", variable, rows);
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
