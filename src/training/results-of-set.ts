import type { SetImages } from "../data/batch.js";
import type { AnySetResult } from "../evaluation/any-results.js";
import type { TargetKind } from "../evaluation/selection.js";
import { labelsResultsOfOutputs } from "./answer-outputs.js";
import { numberResultsOfOutputs } from "./number-outputs.js";
import type { SetOutputs } from "./predict-set.js";
import { resultsOfOutputs, type EvaluationOptions, type RunFactors } from "./validate.js";

/** What the label of a run is. */
export function targetKindOf({ label }: RunFactors): TargetKind {
  if (label.scale !== undefined) return "number";
  return label.labels === undefined ? "classes" : "labels";
}

/** Results of a set by what the label is. */
export function resultsOfSet(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  options: EvaluationOptions,
): AnySetResult {
  switch (targetKindOf(factors)) {
    case "number":
      return numberResultsOfOutputs(factors, images, outputs, options);
    case "labels":
      return labelsResultsOfOutputs(factors, images, outputs, options);
    case "classes":
      return resultsOfOutputs(factors, images, outputs, options);
  }
}
