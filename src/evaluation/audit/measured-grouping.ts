import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import { percentileInterval } from "../intervals/bootstrap.js";
import { delongInterval } from "../intervals/delong-interval.js";
import type { DelongParts } from "../intervals/delong-parts.js";
import type { Interval } from "../intervals/interval.js";
import { wilsonInterval } from "../intervals/wilson.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { Grouping } from "./audit-input.js";
import type { Estimate } from "./audit-results.js";
import { auditAlpha, detectableErrors } from "./margins.js";
import { kindOfMeasure, type MeasureSet } from "./measure-of-sums.js";

/** All groups of a grouping, measured as they are and in every resample. */
export interface MeasuredGrouping {
  readonly grouping: Grouping;
  readonly measures: MeasureSet;
  /** Numbers of a group in the arrays below. */
  readonly fields: number;
  /** [G, fields]: exact. */
  readonly exact: Float64Array;
  /** [G, fields]: as `exact`, but with the levels of the resamples; what they differ by is taken off the replicates. */
  readonly levelled: Float64Array;
  /** [R, G, fields]. */
  readonly replicates: Float64Array;
  readonly resamples: number;
  /** Distinct subjects of each group [G], and of each of its strata [G, K]. */
  readonly subjects: Int32Array;
  readonly stratumSubjects: Int32Array;
  /** Of two classes: what the AUROC of each group [G] varies by. Absent: its interval is that of the resamples. */
  readonly areas?: readonly (DelongParts | Undefined)[];
}

/**
 * Subjects of each group and of each of its strata.
 * @param bySubject rows in an order in which those of a subject follow one another.
 */
export function countSubjects(
  groups: Int32Array,
  groupCount: number,
  strata: Int32Array,
  stratumCount: number,
  subjectOf: Int32Array,
  bySubject: Int32Array,
): Pick<MeasuredGrouping, "subjects" | "stratumSubjects"> {
  const subjects = new Int32Array(groupCount);
  const stratumSubjects = new Int32Array(groupCount * stratumCount);
  const last = new Int32Array(groupCount).fill(-1);
  const lastOfStratum = new Int32Array(groupCount * stratumCount).fill(-1);
  for (let place = 0; place < bySubject.length; place++) {
    const row = bySubject[place] ?? 0;
    const group = groups[row] ?? -1;
    if (group < 0) continue;
    const subject = subjectOf[row] ?? 0;
    const cell = group * stratumCount + (strata[row] ?? 0);
    if (last[group] !== subject) subjects[group] = (subjects[group] ?? 0) + 1;
    last[group] = subject;
    if (lastOfStratum[cell] !== subject) {
      stratumSubjects[cell] = (stratumSubjects[cell] ?? 0) + 1;
    }
    lastOfStratum[cell] = subject;
  }
  return { subjects, stratumSubjects };
}

/** A measure of a group; NaN where it is undefined. */
export function valueOf(measured: MeasuredGrouping, group: number, name: string): number {
  return measured.measures.valueOf(name, measured.exact, group * measured.fields);
}

/** A measure of a group in every resample, [R], NaN where it is undefined. */
export function replicatesOf(
  measured: MeasuredGrouping,
  group: number,
  name: string,
): Float64Array {
  const { measures, replicates, resamples, fields, grouping } = measured;
  const offset = group * fields;
  const shift =
    measures.valueOf(name, measured.exact, offset) -
    measures.valueOf(name, measured.levelled, offset);
  const values = new Float64Array(resamples);
  const step = grouping.groupNames.length * fields;
  for (let resample = 0; resample < resamples; resample++) {
    values[resample] =
      measures.valueOf(name, replicates, resample * step + offset) + (shift === 0 ? 0 : shift);
  }
  return name === "ece" ? withoutBias(values, valueOf(measured, group, name)) : values;
}

/**
 * Calibration error is larger in a resample than in the set, as repeated rows look miscalibrated: the mean excess is taken
 * off, and what falls below 0 is 0.
 */
function withoutBias(values: Float64Array, value: number): Float64Array {
  const known = values.filter((entry) => !Number.isNaN(entry));
  if (known.length === 0) return values;
  const bias = known.reduce((sum, entry) => sum + entry, 0) / known.length - value;
  return values.map((entry) => Math.max(0, entry - bias));
}

/**
 * A measure of a group with its 95 % interval.
 *
 * By bootstrap over subjects. Of a share of rows by Wilson's score where all rows are of different subjects, since it keeps
 * its level in small groups; and, with the number of subjects for n, where all resamples agree (all rows right), since an
 * interval of width 0 says too much. Of an AUROC of two classes by {@link delongInterval}, for the same two reasons.
 */
export function estimateOf(measured: MeasuredGrouping, group: number, name: string): Estimate {
  const { measures, exact, fields } = measured;
  const value = valueOf(measured, group, name);
  const offset = group * fields;
  if (Number.isNaN(value)) return undefinedMetric(measures.whyUndefined(name, exact, offset));
  const n = measures.countOf(name, exact, offset);
  return { value, n, interval: intervalOf(measured, group, name, value, n) };
}

function intervalOf(
  measured: MeasuredGrouping,
  group: number,
  name: string,
  value: number,
  n: number,
): Interval | Undefined {
  const subjects = subjectsOf(measured, group, name);
  if (subjects < 2) return undefinedMetric("fewer than two subjects");
  const area = areaPartsOf(measured, group, name);
  if (area !== undefined) return "reason" in area ? area : delongInterval(area);
  const { isProportion } = kindOfMeasure(name);
  if (isProportion && subjects === n) return wilsonInterval(value, n);
  const interval = intervalOfReplicates(replicatesOf(measured, group, name));
  if (!isProportion || "reason" in interval || interval.high > interval.low) return interval;
  return { ...wilsonInterval(value, subjects), method: "Wilson score, n subjects" };
}

/** What an AUROC of two classes varies by; undefined (absent) of every other measure. */
export function areaPartsOf(
  { areas }: MeasuredGrouping,
  group: number,
  name: string,
): DelongParts | Undefined | undefined {
  return name === "auroc" ? areas?.[group] : undefined;
}

/** Subjects whose rows a measure of a group rests on. */
export function subjectsOf(measured: MeasuredGrouping, group: number, name: string): number {
  const { subjects, stratumSubjects, measures } = measured;
  if (name === "sensitivity") return at(stratumSubjects, group * measures.strata + 1);
  if (name === "specificity") return at(stratumSubjects, group * measures.strata);
  return at(subjects, group);
}

/** Percentile interval of replicates, NaN where there is none. */
function intervalOfReplicates(values: Float64Array): Interval | Undefined {
  return percentileInterval(
    values.filter((value) => !Number.isNaN(value)),
    { replicates: values.length, level: 1 - auditAlpha, reason: "a class is not drawn" },
  );
}

/** An estimate from its value and replicates. */
export function estimateFrom(value: number, n: number, values: Float64Array): Estimate {
  return { value, n, interval: intervalOfReplicates(values) };
}

/** Standard deviation, over n − 1, of the numbers that are not NaN; NaN with fewer than two. */
export function deviationOf(values: Column): number {
  let [count, mean, squares] = [0, 0, 0];
  for (let place = 0; place < values.length; place++) {
    const value = values[place] ?? NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  return count < 2 ? NaN : Math.sqrt(squares / (count - 1));
}

/** Difference that is seen in 80 of 100 audits at level 0.05, two-sided: (z_0.975 + z_0.8) · standard error. */
export function detectableOf(standardError: number): Metric {
  return standardError > 0
    ? detectableErrors * standardError
    : undefinedMetric("no spread over the resamples");
}
