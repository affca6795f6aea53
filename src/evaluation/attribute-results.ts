import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { argmaxRows } from "./class-scores.js";
import { checkFinite, checkIndices, type Column } from "./columns.js";
import type { ClassVariable } from "./group-results.js";
import type { Metric } from "./metric.js";
import { accuracy } from "./metrics/accuracy.js";
import { mae } from "./metrics/mae.js";
import { r2 } from "./metrics/r2.js";
import type { AttributeResult } from "./results.js";

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

/**
 * Check an attribute, or the label, of a set of `rows` rows.
 * @throws DataError in the name of `where` for lengths that differ, a value that is none of its names and not missing (-1),
 * and scores that are not finite.
 */
export function checkVariable(
  where: string,
  { name, values, valueNames, scores }: EvaluatedAttribute,
  rows: number,
): void {
  const classes = valueNames.length;
  if (values.length !== rows) {
    throw new DataError(where, `values of ${name}`, { expected: rows, got: values.length });
  }
  const present = Array.from(values).filter((value) => value !== -1);
  checkIndices(where, `${name}, present values: entry`, present, classes);
  if (scores === null) return;
  if (scores.values.length !== rows * classes) {
    throw new DataError(where, `scores of ${name}`, {
      expected: [rows, classes],
      got: scores.values.length,
    });
  }
  checkFinite(where, `scores of ${name}: entry`, scores.values);
}

/** How well the heads of attributes read them, each over the rows whose value is known. */
export function attributeResults(
  attributes: readonly EvaluatedAttribute[],
  continuous: readonly ContinuousAttribute[],
  weights?: Column,
): Record<string, AttributeResult> {
  const results: Record<string, AttributeResult> = {};
  for (const { name, values, valueNames, scores } of attributes) {
    if (scores === null) continue;
    const predictions = argmaxRows(scores.values, valueNames.length);
    results[name] = { accuracy: accuracyWherePresent(values, predictions, weights) };
  }
  for (const { name, targets, predictions } of continuous) {
    const kept = presentRows(targets, (target) => !Number.isNaN(target));
    const columns = [pick(targets, kept), pick(predictions, kept)] as const;
    const own = weights === undefined ? undefined : pick(weights, kept);
    results[name] = { mae: mae(...columns, own), r2: r2(...columns, own) };
  }
  return results;
}

/** Accuracy over the rows whose value is not missing (-1). */
export function accuracyWherePresent(
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

/** Numbers of the rows whose value passes. */
export function presentRows(values: Column, isPresent: (value: number) => boolean): number[] {
  return Array.from({ length: values.length }, (_, row) => row).filter((row) =>
    isPresent(at(values, row)),
  );
}

/** Some rows of a column. */
export function pick(column: Column, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let place = 0; place < picked.length; place++) {
    const row = rows[place] ?? -1;
    picked[place] = column[row] ?? at(column, row);
  }
  return picked;
}
