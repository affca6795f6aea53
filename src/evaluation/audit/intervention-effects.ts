import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, checkSubjects, rowCount, type Column } from "../columns.js";
import type { Interval } from "../intervals/interval.js";
import { studentCdf, studentQuantile } from "../intervals/student.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { auditAlpha } from "./margins.js";

/** Pictures that took a part from two donors, and how much more one class was believed with the first than with the second. */
export interface InterventionRows {
  /** Value of the attribute that the row has, and that of the donor; the control's donor has `from`. */
  readonly from: Column;
  readonly to: Column;
  /** By part and class: P(class) with the part of the donor that has `to`, minus P(class) with the control's. */
  readonly differences: readonly PartDifferences[];
  /** Of the row, of its donor and of its control's donor. */
  readonly subjects: readonly [
    taker: readonly string[],
    other: readonly string[],
    own: readonly string[],
  ];
}

/** One column of {@link InterventionRows}. */
export interface PartDifferences {
  readonly part: string;
  readonly class: string;
  /** [n], in −1..1. */
  readonly values: Column;
}

/** What putting in an attribute's look does to the probability of a class. */
export interface InterventionEffect {
  readonly part: string;
  readonly class: string;
  /** Value whose look is put in, or taken out (counted the other way round). */
  readonly value: string;
  /** Mean change of the probability, −1..1. */
  readonly effect: number;
  /** Holds for all effects together, those of the other attributes too. */
  readonly interval: Interval;
  /** Two-sided, multiplied by the number of effects (Bonferroni). */
  readonly p: number;
  readonly n: number;
}

/** Of the intervals together. */
const level = 1 - auditAlpha;

/**
 * Effects of all parts, classes and values of one attribute, strongest evidence first (by the end of its interval that is nearer to 0).
 *
 * For value b: the mean over rows with to = b of the difference, and over rows with from = b of minus the difference. Of two
 * values the second alone is listed: the first is its mirror image. Under "the class does not depend on what goes with the attribute
 * given the label" both donors do the same on average and the effect is 0, whatever a foreign part as such does to the model.
 *
 * A subject may take in one row and give in others, so that rows hang together that share a subject in any of the three roles. Variance of
 * the mean: V = (Σ over subjects (Σ of residuals of its rows)² − Σ over rows (m − 1)·residual²) / n², m the row's different subjects (3, or 1 where
 * all is done to one picture), not below that of independent rows; two rows that share two subjects count twice. Student's t
 * with (fewest subjects of the three roles) − 1 degrees of freedom. Undefined where these are fewer than five for every effect, with the reason.
 * @param family attributes × targets that are examined together: intervals and p hold for all of them.
 * @source Aronow, Samii and Assenova 2015 (variance where rows share members), for up to three members a row; the control is ours.
 * @throws DataError when columns differ in length, a value is out of range, a difference is not finite, or a subject is empty.
 */
export function interventionEffects(
  rows: InterventionRows,
  valueNames: readonly string[],
  family = 1,
): readonly InterventionEffect[] | Undefined {
  checkRows(rows, valueNames.length);
  const [first, ...others] = valueNames.keys();
  const values = valueNames.length === 2 || first === undefined ? others : [first, ...others];
  const means = rows.differences.flatMap((column) =>
    values.flatMap((value) => {
      const mean = meanOf(rows, column.values, value);
      return mean === null ? [] : [{ part: column.part, class: column.class, value, ...mean }];
    }),
  );
  if (means.length === 0) return undefinedMetric("fewer than five subjects give or take");
  const together = means.length * family;
  const effects = means.map(({ effect, error, degrees, ...mean }) => {
    const half = studentQuantile(1 - (1 - level) / 2 / together, degrees) * error;
    const tail = error === 0 ? Number(effect === 0) : 2 * studentCdf(-Math.abs(effect / error), degrees); // prettier-ignore
    return {
      ...mean,
      value: at(valueNames, mean.value),
      effect,
      interval: {
        low: effect - half,
        high: effect + half,
        level,
        method: `Student's t by subject, ${together} together`,
      },
      p: Math.min(1, tail * together),
    };
  });
  return effects.sort((left, right) => nearestToZero(right) - nearestToZero(left));
}

/** How far the interval stays away from 0; below 0 where it holds 0. */
export function nearestToZero({ interval }: Pick<InterventionEffect, "interval">): number {
  return Math.max(interval.low, -interval.high);
}

/** Fewest subjects that give or take. */
const fewest = 5;

function meanOf({ from, to, subjects }: InterventionRows, values: Column, value: number) {
  const places: number[] = [];
  let total = 0;
  const signed = (row: number) => (at(to, row) === value ? at(values, row) : -at(values, row));
  for (let row = 0; row < values.length; row++) {
    if (at(to, row) !== value && at(from, row) !== value) continue;
    places.push(row);
    total += signed(row);
  }
  const effect = total / places.length;
  const residual = (row: number) => signed(row) - effect;
  const sums = new Map<string, number>();
  const ways = subjects.map((names) => new Set(places.map((row) => at(names, row))));
  let repeated = 0;
  for (const row of places) {
    const members = new Set(subjects.map((names) => at(names, row)));
    for (const name of members) sums.set(name, (sums.get(name) ?? 0) + residual(row));
    repeated += (members.size - 1) * residual(row) ** 2;
  }
  const clusters = Math.min(...ways.map(({ size }) => size));
  if (clusters < fewest) return null;
  const squares = (residuals: Iterable<number>) => {
    let sum = 0;
    for (const entry of residuals) sum += entry ** 2;
    return sum;
  };
  const alone = squares(places.map(residual));
  const joint = squares(sums.values()) - repeated;
  const variance = (Math.max(joint, alone) / places.length ** 2) * (clusters / (clusters - 1));
  return { effect, error: Math.sqrt(variance), degrees: clusters - 1, n: places.length };
}

function checkRows({ from, to, differences, subjects }: InterventionRows, values: number): void {
  const where = "interventionEffects";
  const count = rowCount(where, { from, to });
  checkIndices(where, "from", from, values);
  checkIndices(where, "to", to, values);
  for (const { part, values: column } of differences) {
    rowCount(where, { from, [part]: column });
    checkFinite(where, `difference (${part})`, column);
  }
  for (const names of subjects) checkSubjects(where, names, count);
}
