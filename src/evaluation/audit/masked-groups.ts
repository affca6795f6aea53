import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, checkSubjects, rowCount, type Column } from "../columns.js";
import { clusteredMean } from "../intervals/clustered-mean.js";
import { undefinedMetric } from "../metric.js";
import { numberSubjects } from "../number-subjects.js";
import type { Estimate } from "./estimate.js";
import type { MaskedRows, MaskEffect } from "./mask-results.js";

/** Pictures from which a region was taken out, and what a model says of them, `width` numbers a picture. */
export interface MaskedColumns {
  /** [n], numbers of `valueNames`. */
  readonly label: Column;
  /** Classes, or bins of a number. */
  readonly valueNames: readonly string[];
  /** [n], -1 missing. */
  readonly attributes: readonly {
    readonly name: string;
    readonly valueNames: readonly string[];
    readonly values: Column;
  }[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [n, width]: as they are, without what is inside, and without the control. */
  readonly before: Float64Array;
  readonly inside: Float64Array;
  readonly control: Float64Array;
}

/** What taking out does to one row, from what the model says after it; row-major [n, width]. */
export type ChangeOf = (after: Float64Array, row: number) => number;

/** Fewer subjects have no interval worth the name. */
const fewestSubjects = 5;

/**
 * Mean effects over all pictures, by value of the label, and by value of each attribute, with 95 % intervals by subject ({@link clusteredMean}), each by itself: no correction, no
 * test, no verdict. The difference is taken picture by picture, so that pictures whose answers move at any touch count on both sides. Undefined with fewer than five
 * subjects; groups without a picture are left out.
 * @param kind what a value of the label is called, and `name` of the label.
 * @param changes by name of the effect.
 * @throws DataError when columns differ in length, an index is out of range, an answer is not finite, or a subject is empty.
 */
export function maskedGroups<Effect extends string>(
  columns: MaskedColumns,
  { kind, name: target, width }: { readonly kind: "class" | "bin"; readonly name: string; readonly width: number }, // prettier-ignore
  changes: Readonly<Record<Effect, ChangeOf>>,
): (MaskedRows & Readonly<Record<Effect, MaskEffect>>)[] {
  checkColumns(columns, width);
  const { label, valueNames, attributes, subjects, inside, control } = columns;
  const { subjectOf } = numberSubjects(subjects);
  const effectOf = (of: ChangeOf, rows: readonly number[]): MaskEffect => {
    const own = rows.map((row) => of(inside, row));
    const other = rows.map((row) => of(control, row));
    const estimate = (values: readonly number[]) => estimateOf(values, rows.map((row) => at(subjectOf, row))); // prettier-ignore
    return {
      inside: estimate(own),
      control: estimate(other),
      difference: estimate(own.map((value, place) => value - at(other, place))),
    };
  };
  const groupOf = (own: MaskedRows["kind"], name: string, value: string, rows: number[]) => {
    if (rows.length === 0) return [];
    const entries = Object.entries<ChangeOf>(changes).map(([key, of]) => [key, effectOf(of, rows)]);
    const effects = Object.fromEntries(entries) as Record<Effect, MaskEffect>;
    const people = new Set(rows.map((row) => at(subjectOf, row))).size;
    return [{ kind: own, name, value, n: rows.length, subjects: people, ...effects }];
  };
  const all = Array.from(label, (_, row) => row);
  const rowsWith = (column: Column, index: number) => all.filter((row) => at(column, row) === index); // prettier-ignore
  return [
    ...groupOf("all", "", "", all),
    ...valueNames.flatMap((value, index) => groupOf(kind, target, value, rowsWith(label, index))),
    ...attributes.flatMap(({ name, valueNames: own, values }) =>
      own.flatMap((value, index) => groupOf("attribute", name, value, rowsWith(values, index))),
    ),
  ];
}

/** Mean of rows with its interval by subject. */
export function estimateOf(values: readonly number[], subjects: readonly number[]): Estimate {
  if (new Set(subjects).size < fewestSubjects) {
    return undefinedMetric(`fewer than ${fewestSubjects} subjects`);
  }
  const found = clusteredMean(values, subjects);
  if ("reason" in found) return found;
  return { value: found.mean, n: values.length, interval: found.interval };
}

function checkColumns(columns: MaskedColumns, width: number): void {
  const { label, valueNames, attributes, subjects, before, inside, control } = columns;
  const where = "maskEffects";
  const count = rowCount(where, { label, ...Object.fromEntries(attributes.map(({ name, values }) => [name, values])) }); // prettier-ignore
  checkIndices(where, "label", label, valueNames.length);
  checkSubjects(where, subjects, count);
  for (const [name, column] of Object.entries({ before, inside, control })) {
    checkFinite(where, name, column);
    if (column.length === count * width) continue;
    throw new DataError(where, `answers (${name})`, {
      expected: `${count} rows of ${width}`,
      got: column.length,
    });
  }
}
