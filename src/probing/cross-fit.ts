import { at } from "../base/ndarray.js";
import { bootstrapInterval } from "../evaluation/intervals/bootstrap.js";
import { undefinedMetric } from "../evaluation/metric.js";
import { r2 } from "../evaluation/metrics/r2.js";
import type { Rng } from "../base/rng.js";
import { balancedScore } from "./balanced-score.js";
import type { ClassProbe, ClassTarget, FeatureTable, NumberTarget, ProbedRows, ProbeScore } from "./probe.js"; // prettier-ignore
import { ridgePredict } from "./ridge-regression.js";
import { momentsOf, scaleFeatures } from "./scale-features.js";

/**
 * Balanced accuracy of a probe for `target`, cross-fitted: fitted on each half (features standardised by that
 * half), scored on the other, the mean of both; see {@link balancedScore}. No row is judged by a probe that has
 * seen its subject. Rows with a missing value are left out.
 *
 * Undefined where a half has fewer than `minRows` rows, or lacks a class.
 */
export function crossFit(
  features: FeatureTable,
  target: ClassTarget,
  rows: ProbedRows,
  probe: ClassProbe,
  minRows = 2,
): ProbeScore {
  const { valueNames, values } = target;
  const known = rowsWhere(values.length, (row) => at(values, row) >= 0);
  const [first, second] = halvesOf(known, rows);
  const fewest = Math.min(first.length, second.length);
  if (fewest < minRows) return undefinedMetric(`a half has ${fewest} rows, ${minRows} are needed`);
  for (const half of [first, second]) {
    const present = new Set(half.map((row) => at(values, row)));
    const missing = valueNames.findIndex((_, label) => !present.has(label));
    if (missing >= 0) return undefinedMetric(`a half has no rows of ${at(valueNames, missing)}`);
  }
  const answers = new Int32Array(values.length);
  for (const [fit, score] of [
    [first, second],
    [second, first],
  ] as const) {
    // prettier-ignore
    const moments = momentsOf(features, fit);
    const predictions = probe(
      {
        width: features.width,
        features: scaleFeatures(features, fit, moments),
        labels: Int32Array.from(fit, (row) => at(values, row)),
        classes: valueNames.length,
      },
      scaleFeatures(features, score, moments),
    );
    for (const [place, row] of score.entries()) answers[row] = at(predictions, place);
  }
  return balancedScore(
    {
      labels: Int32Array.from(known, (row) => at(values, row)),
      predictions: Int32Array.from(known, (row) => at(answers, row)),
      valueNames,
      crossFitted: true,
    },
    {
      subjects: known.map((row) => at(rows.subjects, row)),
      halves: Uint8Array.from(known, (row) => at(rows.halves, row)),
    },
  );
}

/**
 * R² of ridge regression (strength 1, standardised features) for a continuous target, cross-fitted as
 * {@link crossFit}: over the answers of both halves together; at most 1, about 0 where nothing is read, below
 * 0 where the fit is worse than the mean. The interval is a bootstrap by subject of these answers.
 */
export function crossFitNumber(
  features: FeatureTable,
  target: NumberTarget,
  rows: ProbedRows,
  rng: Rng,
): ProbeScore {
  const { values } = target;
  const known = rowsWhere(values.length, (row) => !Number.isNaN(at(values, row)));
  const [first, second] = halvesOf(known, rows);
  if (Math.min(first.length, second.length) < 2) return undefinedMetric("a half has no two rows");
  const answers = new Float64Array(values.length);
  for (const [fit, score] of [
    [first, second],
    [second, first],
  ] as const) {
    // prettier-ignore
    const moments = momentsOf(features, fit);
    const predictions = ridgePredict(
      scaleFeatures(features, fit, moments),
      Float64Array.from(fit, (row) => at(values, row)),
      scaleFeatures(features, score, moments),
      features.width,
    );
    for (const [place, row] of score.entries()) answers[row] = at(predictions, place);
  }
  const measure = (places: ArrayLike<number>) => {
    const chosen = Array.from(places, (place) => at(known, place));
    return r2(
      chosen.map((row) => at(values, row)),
      chosen.map((row) => at(answers, row)),
    );
  };
  const value = measure([...known.keys()]);
  if (typeof value !== "number") return value;
  const subjects = known.map((row) => at(rows.subjects, row));
  const interval = bootstrapInterval({ subjects, statistic: measure, rng, replicates: 500 });
  if ("reason" in interval) return interval;
  return { value, low: interval.low, high: interval.high, effective_n: new Set(subjects).size };
}

function rowsWhere(count: number, isKept: (row: number) => boolean): number[] {
  return Array.from({ length: count }, (_, row) => row).filter(isKept);
}

function halvesOf(known: readonly number[], { halves }: ProbedRows): [number[], number[]] {
  return [
    known.filter((row) => at(halves, row) === 0),
    known.filter((row) => at(halves, row) === 1),
  ];
}
