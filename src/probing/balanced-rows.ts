import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { undefinedMetric, type Undefined } from "../evaluation/metric.js";
import { balanceWithinLabels } from "./choose-rows.js";
import { halveBySubject } from "./halves.js";
import type { ClassTarget } from "./probe.js";

/** Values of an attribute with fewer subjects are not probed: they would leave few rows of the others. */
export const fewestSubjects = 20;

/** Rows in which an attribute is not associated with the label, and both of them there. */
export interface BalancedRows {
  /** Positions among all rows, ascending. */
  readonly rows: Int32Array;
  /** [rows] */
  readonly subjects: readonly string[];
  /** Labels that have rows. */
  readonly label: ClassTarget;
  /** Values that have rows, none missing. */
  readonly attribute: ClassTarget;
}

/**
 * The rows on which it is asked whether features hold an attribute: {@link balanceWithinLabels}, without values that fewer than 20 subjects whose
 * label is known have. Undefined where fewer than two values are left, or no label has them all. Same rng, same rows.
 * @param most more rows are thinned out.
 */
export function balancedRows(
  label: ClassTarget,
  attribute: ClassTarget,
  subjects: readonly string[],
  rng: Rng,
  most: number,
): BalancedRows | Undefined {
  const kept = keptValues(attribute, label, subjects);
  if (kept.length < 2) {
    return undefinedMetric(`fewer than two values have ${fewestSubjects} subjects`);
  }
  const values = Int32Array.from(attribute.values, (value) => kept.indexOf(value));
  const labels = Int32Array.from(label.values);
  const sizes = [label.valueNames.length, kept.length] as const;
  const rows = balanceWithinLabels(labels, values, sizes, rng.child("rows"), most);
  if (rows.length === 0) return undefinedMetric("every label lacks a value: no rows to balance");
  const take = (column: Int32Array) => rows.map((row) => at(column, row));
  const presentLabels = [...new Set(take(labels))].sort((left, right) => left - right);
  return {
    rows,
    subjects: Array.from(rows, (row) => at(subjects, row)),
    label: {
      ...label,
      valueNames: presentLabels.map((one) => at(label.valueNames, one)),
      values: take(labels).map((one) => presentLabels.indexOf(one)),
    },
    attribute: {
      ...attribute,
      valueNames: kept.map((value) => at(attribute.valueNames, value)),
      values: take(values),
    },
  };
}

/** Two halves of such rows by subject, each label and value alike in both where every row is a subject's only one. */
export function balancedHalves({ label, attribute, subjects }: BalancedRows, rng: Rng): Uint8Array {
  const cells = Int32Array.from(label.values, (value, row) => {
    return value * attribute.valueNames.length + at(attribute.values, row);
  });
  return halveBySubject(subjects, cells, rng.child("halves"));
}

/** Values with enough subjects, ascending. */
function keptValues(
  { values, valueNames }: ClassTarget,
  label: ClassTarget,
  subjects: readonly string[],
): number[] {
  const subjectsOf = valueNames.map(() => new Set<string>());
  for (const [row, subject] of subjects.entries()) {
    if (at(label.values, row) >= 0) subjectsOf[at(values, row)]?.add(subject);
  }
  return [...subjectsOf.keys()].filter((value) => at(subjectsOf, value).size >= fewestSubjects);
}
