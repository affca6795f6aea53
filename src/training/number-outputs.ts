import { InternalError } from "../base/errors.js";
import type { SetImages } from "../data/batch.js";
import type { BiasCorrection } from "../evaluation/numbers/bias-correction.js";
import { evaluateNumberSet } from "../evaluation/numbers/evaluate-number-set.js";
import type { NumberSetResult } from "../evaluation/numbers/number-results.js";
import type { SetOutputs } from "./predict-set.js";
import {
  attributeColumns,
  continuousColumns,
  headNumbers,
  type EvaluationOptions,
  type RunFactors,
} from "./validate.js";

/** Is the label of a run a number? */
export function hasNumberLabel({ label }: RunFactors): boolean {
  return label.scale !== undefined;
}

/** The numbers of a label, and what a model says of them, [n] each in the label's own unit. */
export interface NumberPairs {
  readonly targets: Float64Array;
  readonly predictions: Float32Array;
}

/** The pairs of a set. @throws InternalError where label or head are none of a number. */
export function labelPairs(
  { label }: RunFactors,
  { labelNumbers }: SetImages,
  outputs: SetOutputs,
): NumberPairs {
  const predictions = headNumbers(outputs, label.name);
  if (labelNumbers === undefined || predictions === null) {
    throw new InternalError("validation", "the label or its head is no number");
  }
  return { targets: labelNumbers, predictions };
}

/** Results of one set whose label is a number, as `resultsOfOutputs`. */
export function numberResultsOfOutputs(
  factors: RunFactors,
  images: SetImages,
  outputs: SetOutputs,
  options: EvaluationOptions & { readonly correction?: BiasCorrection | undefined },
): NumberSetResult {
  const numbers = factors.attributes.flatMap(({ name }, index) => {
    const column = images.numbers?.[index] ?? null;
    return column === null ? [] : [[name, column] as const];
  });
  return evaluateNumberSet({
    label: { ...factors.label, values: images.set.label },
    ...labelPairs(factors, images, outputs),
    attributes: attributeColumns(factors, images, outputs),
    numbers: new Map(numbers),
    continuousAttributes: continuousColumns(factors, images, outputs),
    ...options,
  });
}
