import { InternalError } from "../base/errors.js";
import type { SetImages } from "../data/batch.js";
import { sigmoids } from "../evaluation/class-scores.js";
import { evaluateLabelsSet } from "../evaluation/labels/evaluate-labels-set.js";
import type { LabelAnswers } from "../evaluation/labels/label-columns.js";
import type { LabelsSetResult } from "../evaluation/labels/labels-results.js";
import type { AttentionLooks } from "../evaluation/labels/localisation.js";
import type { SetOutputs } from "./predict-set.js";
import {
  attributeColumns,
  continuousColumns,
  headScores,
  type EvaluationOptions,
  type RunFactors,
} from "./validate.js";

/** Answers of a set and what a model says of them, row by row. @throws InternalError where the label is one answer. */
export function labelAnswers(
  { label }: RunFactors,
  { labelAnswers: answers }: Pick<SetImages, "labelAnswers">,
  outputs: SetOutputs,
): LabelAnswers {
  const logits = headScores(outputs, label.name);
  if (label.labels === undefined || answers === undefined || logits === null) {
    throw new InternalError("validation", "the label or its head is not several answers");
  }
  return { names: label.labels, answers, scores: sigmoids(logits.values) };
}

/** Results of one set whose label is several answers, as `resultsOfOutputs`. */
export function labelsResultsOfOutputs(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  options: EvaluationOptions & {
    readonly thresholds?: readonly number[] | undefined;
    readonly looks?: AttentionLooks | undefined;
  },
): LabelsSetResult {
  return evaluateLabelsSet({
    ...labelAnswers(factors, images, outputs),
    attributes: attributeColumns(factors, images, outputs),
    continuousAttributes: continuousColumns(factors, images, outputs),
    ...options,
  });
}
