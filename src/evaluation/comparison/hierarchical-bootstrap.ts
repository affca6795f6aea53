import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { quantile } from "../intervals/quantile.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { BootstrapSummary } from "./comparison.js";

/** Nominal coverage of the interval. */
export const level = 0.95;
/** Largest share of resamples without a value before the interval itself has none. */
const undefinedShare = 0.1;

/**
 * One draw of `counts.length` subjects with replacement, written as how often each was drawn. The same draw
 * serves every method and seed: they were tested on the same subjects, and what these have in common cancels in a
 * difference.
 */
export function drawSubjects(counts: Int32Array, rng: Rng): void {
  counts.fill(0);
  for (let draw = 0; draw < counts.length; draw++) {
    const subject = rng.integer(counts.length);
    counts[subject] = (counts[subject] ?? 0) + 1;
  }
}

/**
 * Replicates of the mean over seeds: in each resample b as many seeds as there are, drawn with replacement, and the
 * mean of their values in b.
 *
 * bySeed: one array [B] a seed, its value when subject draw b is counted. Seeds and subjects are *crossed*: one
 * draw of subjects for all seeds of a resample. Drawing subjects anew for each seed would average the chance of
 * the test set away. NaN where a drawn seed has no value.
 */
export function drawSeeds(
  bySeed: readonly Float64Array[],
  resamples: number,
  rng: Rng,
): Float64Array {
  return Float64Array.from({ length: resamples }, (_, resample) => {
    let sum = 0;
    for (let draw = 0; draw < bySeed.length; draw++) {
      sum += at(at(bySeed, rng.integer(bySeed.length)), resample);
    }
    return sum / bySeed.length;
  });
}

/** Interval of the replicates, and the chance of a value on the other side of 0. */
export interface ReplicateSummary extends BootstrapSummary {
  /** 2·(min(replicates ≤ 0, replicates ≥ 0) + 1)/(B + 1), at most 1: never below 2/(B + 1). */
  readonly p_value: number;
}

/**
 * Percentile interval, 95 %. Replicates without a value are left out; more than a tenth of them, and there is no
 * interval. With S seeds the spread over seeds comes out √((S − 1)/S) of what it is: too narrow for few seeds,
 * which is why a paired t stands beside it. A minimum or an absolute value (worst group, gap) is biased in a
 * resample, and so is its interval.
 * @source Efron and Tibshirani 1993, chapters 8 and 13; crossed draws: Owen 2007, the pigeonhole bootstrap.
 */
export function summariseReplicates(replicates: Float64Array): ReplicateSummary | Undefined {
  const values = replicates.filter((value) => !Number.isNaN(value));
  const lost = replicates.length - values.length;
  if (lost > undefinedShare * replicates.length || values.length === 0) {
    return undefinedMetric(`no value in ${lost} of ${replicates.length} resamples`);
  }
  let below = 0;
  let above = 0;
  for (const value of values) {
    if (value <= 0) below += 1;
    if (value >= 0) above += 1;
  }
  return {
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    resamples: values.length,
    p_value: Math.min(1, (2 * (Math.min(below, above) + 1)) / (values.length + 1)),
  };
}
