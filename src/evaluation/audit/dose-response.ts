import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import type { Interval } from "../intervals/interval.js";
import { studentCdf, studentQuantile } from "../intervals/student.js";
import { undefinedMetric } from "../metric.js";
import { numberSubjects } from "../number-subjects.js";
import type { DoseResponse, Estimate } from "./audit-results.js";
import { auditAlpha } from "./margins.js";

/** A model that was trained at one strength, and what it says of the rows that all are asked about. */
export interface DosedRun {
  /** P(attribute = its aligned value | label) in training. */
  readonly strength: number;
  readonly seed: number;
  /** [n], 1 where the row is right, else 0; of a number minus its absolute error. */
  readonly worth: Column;
}

/** Models that differ in one association of their training, and the rows that all of them are asked about. */
export interface DosedRuns {
  readonly attribute: string;
  readonly runs: readonly DosedRun[];
  /** [n], 0..K-1. */
  readonly labels: Int32Array;
  /** [n]: 1 where the attribute has the value that goes with the label in training. */
  readonly isAligned: Uint8Array;
  /** [n] */
  readonly subjects: readonly string[];
  /** Strengths between which the effect is said: no association (1 / values) and that of the audited run. */
  readonly between: readonly [number, number];
  /** Rows that each model was trained on. */
  readonly trainingRows: number;
  /** Of a number: standard deviation of its true values in the rows, in its unit. */
  readonly standardDeviation?: number;
}

/**
 * How much what a model answers by an attribute grows with its association in training. Of a run r, on rows that all runs are asked about,
 *
 *   e_r = 1/K Σ_y ( share right where the attribute is the aligned one − share right where it is another | y )
 *
 * the accuracy that would be lost where every row of an aligned population had the other value. Of a number y is its bin, and in the place of shares stand means of
 * −|error|: e is the mean absolute error that would be added, in its unit. Where cases of one group are harder e_r is not 0
 * without any use, but that is the same at every strength: it is in the intercept of
 *
 *   e_r = intercept + slope · strength_r + noise,   by least squares over all runs; effect = slope · (to − from)
 *
 * Interval of the slope: ± t √(V_runs + V_subjects). V_runs = Σ residual² / (R − 2) / Σ (strength − mean)² is what training chance (seed, drawn rows) and any bend
 * leave; V_subjects = Σ_subjects (Σ_rows ∂slope/∂row)², linearised, is of the subjects that all runs share. t of Satterthwaite's degrees of
 * freedom, R − 2 of the first and subjects − 1 of the second; level 1 − 0.05 / family. The first counts a part of the second again: the interval is rather too
 * wide. Points: mean of the seeds, their interval alike with V_runs = Σ residual² / (R − 2) / seeds (95 %, no family).
 *
 * Undefined with fewer than three runs or one strength, or where a label lacks aligned rows or others.
 * @param family intervals that are to hold together.
 * @source Satterthwaite 1946; linearisation: Binder 1983. The design is ours.
 * @throws DataError where columns differ in length.
 */
export function doseResponse(dosed: DosedRuns, family: number): DoseResponse {
  const { attribute, runs, labels, subjects, between, trainingRows, standardDeviation } = dosed;
  for (const { worth } of runs) {
    if (worth.length === labels.length && subjects.length === labels.length) continue;
    throw new DataError("dose-response", "rows of the runs differ", {
      expected: labels.length,
      got: worth.length,
    });
  }
  const strengths = [...new Set(runs.map(({ strength }) => strength))].sort((a, b) => a - b);
  const common = {
    attribute,
    ...{ from: between[0], to: between[1], training_rows: trainingRows },
    ...(standardDeviation === undefined ? {} : { standard_deviation: standardDeviation }),
    ...{ runs: runs.length, n: labels.length, subjects: new Set(subjects).size },
  };
  const cells = cellsOf(dosed);
  const nothing = (reason: string): DoseResponse => {
    const none = undefinedMetric(reason);
    return { ...common, points: [], slope: none, effect: none, p: none };
  };
  if (cells === null) return nothing("a label lacks rows with its aligned value, or others");
  if (runs.length < 3 || strengths.length < 2) {
    return nothing("fewer than three runs, or than two strengths");
  }
  const effects = runs.map((run) => effectOf(run, cells));
  const mean = runs.reduce((sum, { strength }) => sum + strength / runs.length, 0);
  const spread = runs.reduce((sum, { strength }) => sum + (strength - mean) ** 2, 0);
  const meanEffect = effects.reduce((sum, effect) => sum + effect / runs.length, 0);
  const weights = runs.map(({ strength }) => (strength - mean) / spread);
  const slope = weights.reduce((sum, weight, run) => sum + weight * at(effects, run), 0);
  const residual = runs.reduce(
    (sum, { strength }, run) =>
      sum + (at(effects, run) - meanEffect - slope * (strength - mean)) ** 2,
    0,
  );
  const chance = { variance: residual / (runs.length - 2), freedom: runs.length - 2 };
  const errorOf = (own: readonly number[]) =>
    combinedError(chance, own, subjectVariance(dosed, cells, own), common.subjects);
  const error = errorOf(weights);
  const [from, to] = between;
  const slopeOf = estimateOf(slope, error, auditAlpha / family, labels.length, 1);
  return {
    ...common,
    points: strengths.map((strength) => {
      const own = runs.map((run) => (run.strength === strength ? 1 : 0));
      const seeds = own.reduce<number>((sum, one) => sum + one, 0);
      const shares = own.map((one) => one / seeds);
      const value = shares.reduce((sum, share, run) => sum + share * at(effects, run), 0);
      const point = estimateOf(value, errorOf(shares), auditAlpha, labels.length, 1);
      return { strength, seeds, effect: point };
    }),
    slope: slopeOf,
    effect: estimateOf(slope, error, auditAlpha / family, labels.length, to - from),
    p: pOf(slope, error, family),
  };
}

interface Cells {
  /** [n], label × 2 + aligned. */
  readonly cellOf: Int32Array;
  /** [K × 2] */
  readonly counts: Float64Array;
}

function cellsOf({ labels, isAligned }: DosedRuns): Cells | null {
  const classes = new Set(labels).size;
  const known = [...new Set(labels)].sort((a, b) => a - b);
  const cellOf = labels.map((label, row) => known.indexOf(label) * 2 + at(isAligned, row));
  const counts = new Float64Array(classes * 2);
  for (const cell of cellOf) counts[cell] = at(counts, cell) + 1;
  return counts.length === 0 || counts.includes(0) ? null : { cellOf, counts };
}

function sharesOf({ worth }: DosedRun, { cellOf, counts }: Cells): Float64Array {
  const hits = new Float64Array(counts.length);
  for (const [row, cell] of cellOf.entries()) hits[cell] = at(hits, cell) + at(worth, row);
  return hits.map((hit, cell) => hit / at(counts, cell));
}

function effectOf(run: DosedRun, cells: Cells): number {
  const shares = sharesOf(run, cells);
  const classes = shares.length / 2;
  return shares.reduce(
    (sum, share, cell) => sum + ((cell % 2 === 1 ? 1 : -1) * share) / classes,
    0,
  );
}

/** Variance of Σ_r weight_r e_r over subjects, linearised. */
function subjectVariance(
  { runs, subjects }: DosedRuns,
  cells: Cells,
  weights: readonly number[],
): number {
  const { cellOf, counts } = cells;
  const { subjectOf, subjectCount } = numberSubjects(subjects);
  const influence = new Float64Array(subjectCount);
  for (const [index, run] of runs.entries()) {
    const weight = at(weights, index);
    if (weight === 0) continue;
    const shares = sharesOf(run, cells);
    const classes = shares.length / 2;
    for (const [row, cell] of cellOf.entries()) {
      const sign = cell % 2 === 1 ? 1 : -1;
      const own = (sign * (at(run.worth, row) - at(shares, cell))) / (classes * at(counts, cell));
      const subject = at(subjectOf, row);
      influence[subject] = at(influence, subject) + weight * own;
    }
  }
  return influence.reduce((sum, own) => sum + own * own, 0);
}

interface CombinedError {
  readonly error: number;
  readonly freedom: number;
}

/** Standard error and Satterthwaite's degrees of freedom of Σ weight_r e_r. */
function combinedError(
  chance: { readonly variance: number; readonly freedom: number },
  weights: readonly number[],
  bySubject: number,
  subjects: number,
): CombinedError {
  const byRun = chance.variance * weights.reduce((sum, weight) => sum + weight * weight, 0);
  const total = byRun + bySubject;
  const parts = byRun ** 2 / chance.freedom + bySubject ** 2 / Math.max(1, subjects - 1);
  return { error: Math.sqrt(total), freedom: parts > 0 ? total ** 2 / parts : chance.freedom };
}

function estimateOf(
  value: number,
  { error, freedom }: CombinedError,
  alpha: number,
  n: number,
  scale: number,
): Estimate {
  const reach = studentQuantile(1 - alpha / 2, freedom) * error;
  const ends = [(value - reach) * scale, (value + reach) * scale];
  const interval: Interval = {
    ...{ low: Math.min(...ends), high: Math.max(...ends), level: 1 - alpha },
    method: "runs and subjects, Student's t",
  };
  return { value: value * scale, n, interval };
}

/** Two-sided, times the family. */
function pOf(slope: number, { error, freedom }: CombinedError, family: number): number {
  // Runs that all answer alike: what is left is rounding.
  if (error < 1e-9) return Math.abs(slope) < 1e-9 ? 1 : 0;
  return Math.min(1, family * 2 * (1 - studentCdf(Math.abs(slope) / error, freedom)));
}
