import { sigmoid } from "../../base/logistic.js";
import { at } from "../../base/ndarray.js";
import type { Interval } from "../intervals/interval.js";
import { studentQuantile } from "../intervals/student.js";
import type { HeldOutDetail } from "./held-out.js";
import type { Answers } from "./scan-column.js";
import type { SubjectRows } from "./subject-folds.js";

const level = 0.95;

/** Standard error by subject: √(m / (m − 1) Σ_s (Σ influence of its rows)²) of m subjects. */
export function errorOf(influence: Float64Array, { of, rows }: SubjectRows): number {
  const sums = new Float64Array(rows.length);
  for (const [row, subject] of of.entries()) sums[subject] = at(sums, subject) + at(influence, row);
  const square = sums.reduce((sum, own) => sum + own * own, 0);
  return Math.sqrt((square * rows.length) / (rows.length - 1));
}

/** 95 % by subject, infinitesimal jackknife with predictions held fixed; of an AUROC on the logit scale, where it is not 0 or 1. */
export function intervalOf(
  { value, influence }: HeldOutDetail,
  subjects: SubjectRows,
  kind: Answers["kind"],
): Interval {
  const reach =
    studentQuantile((1 + level) / 2, subjects.rows.length - 1) * errorOf(influence, subjects);
  const method = "infinitesimal jackknife by subject";
  if (kind === "number" || value <= 0 || value >= 1) {
    return { low: value - reach, high: value + reach, level, method };
  }
  const logit = Math.log(value / (1 - value));
  const step = reach / (value * (1 - value));
  return {
    low: sigmoid(logit - step),
    high: sigmoid(logit + step),
    level,
    method: `${method}, logit`,
  };
}
