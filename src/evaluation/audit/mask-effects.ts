import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, checkSubjects, rowCount, type Column } from "../columns.js";
import { clusteredMean } from "../intervals/clustered-mean.js";
import { undefinedMetric } from "../metric.js";
import { numberSubjects } from "../number-subjects.js";
import type { Estimate } from "./estimate.js";
import type { MaskedGroup, MaskEffect } from "./mask-results.js";

/** Pictures from which a region was taken out, and what a model says of them; K classes. */
export interface MaskedAnswers {
  /** Name of the label. */
  readonly target: string;
  readonly classNames: readonly string[];
  /** [n], 0..K−1. */
  readonly label: Column;
  /** [n], -1 missing. */
  readonly attributes: readonly {
    readonly name: string;
    readonly valueNames: readonly string[];
    readonly values: Column;
  }[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [n, K]: as they are, without what is inside, and without the control. */
  readonly before: Float64Array;
  readonly inside: Float64Array;
  readonly control: Float64Array;
}

/** Fewer subjects have no interval worth the name. */
const fewestSubjects = 5;

/**
 * How much answers change where a region is taken out, beside a control region of the same picture: over all pictures, by class, and by value of
 * each attribute. Means with 95 % intervals by subject ({@link clusteredMean}), each by itself: no correction, no test, no verdict. The difference is
 * taken picture by picture, so that pictures whose answers move at any touch count on both sides. Undefined with fewer than five subjects; groups
 * without a picture are left out.
 * @throws DataError when columns differ in length, an index is out of range, an answer is not finite, or a subject is empty.
 */
export function maskEffects(answers: MaskedAnswers): MaskedGroup[] {
  const { target, classNames, label, attributes, subjects } = answers;
  checkAnswers(answers);
  const rows = Array.from(label, (_, row) => row);
  const { subjectOf } = numberSubjects(subjects);
  const groupOf = (
    kind: MaskedGroup["kind"],
    name: string,
    value: string,
    own: readonly number[],
  ) =>
    // prettier-ignore
    own.length === 0 ? [] : [{ kind, name, value, ...effectsOf(answers, own, subjectOf) }];
  return [
    ...groupOf("all", "", "", rows),
    ...classNames.flatMap(
      (value, index) =>
      groupOf("class", target, value, rows.filter((row) => at(label, row) === index)), // prettier-ignore
    ),
    ...attributes.flatMap(({ name, valueNames, values }) =>
      valueNames.flatMap(
        (value, index) =>
        groupOf("attribute", name, value, rows.filter((row) => at(values, row) === index)), // prettier-ignore
      ),
    ),
  ];
}

function effectsOf(
  { classNames, label, before, inside, control }: MaskedAnswers,
  rows: readonly number[],
  numbers: Column,
): Pick<MaskedGroup, "n" | "subjects" | "moved" | "own_class"> {
  const classes = classNames.length;
  const subjects = rows.map((row) => at(numbers, row));
  const estimate = (values: readonly number[]) => estimateOf(values, subjects);
  const effect = (of: (after: Float64Array, row: number) => number): MaskEffect => {
    const [own, other] = [rows.map((row) => of(inside, row)), rows.map((row) => of(control, row))];
    return {
      inside: estimate(own),
      control: estimate(other),
      difference: estimate(own.map((value, place) => value - at(other, place))),
    };
  };
  const change = (after: Float64Array, row: number, name: number) =>
    at(after, row * classes + name) - at(before, row * classes + name);
  return {
    n: rows.length,
    subjects: new Set(subjects).size,
    moved: effect((after, row) => {
      let total = 0;
      for (let name = 0; name < classes; name++) total += Math.abs(change(after, row, name));
      return total / 2;
    }),
    own_class: effect((after, row) => change(after, row, at(label, row))),
  };
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

function checkAnswers(answers: MaskedAnswers): void {
  const { classNames, label, attributes, subjects, before, inside, control } = answers;
  const where = "maskEffects";
  const count = rowCount(where, { label, ...Object.fromEntries(attributes.map(({ name, values }) => [name, values])) }); // prettier-ignore
  checkIndices(where, "label", label, classNames.length);
  checkSubjects(where, subjects, count);
  for (const [name, column] of Object.entries({ before, inside, control })) {
    checkFinite(where, name, column);
    if (column.length === count * classNames.length) continue;
    throw new DataError(where, `answers (${name})`, {
      expected: `${count} rows of ${classNames.length}`,
      got: column.length,
    });
  }
}
