import type { Rng } from "../../base/rng.js";
import { pairedTInterval } from "../intervals/paired-t.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { Difference, MeasureSummary } from "./comparison.js";
import type { DetectableDifferenceOf } from "./detectable-difference.js";
import { drawSeeds, summariseReplicates, type ReplicateSummary } from "./hierarchical-bootstrap.js";
import { decideVerdict, type Direction } from "./verdict.js";

/** One measure of one method: its value and, for the bootstrap, its replicates [B], by seed. */
export interface MeasuredSeed {
  readonly seed: number;
  readonly value: Metric;
  /** null: the measure has none. */
  readonly replicates: Float64Array | null;
}

/** Seeds with a number. */
interface NumberedSeed extends MeasuredSeed {
  readonly value: number;
}

/**
 * Mean, standard deviation (n − 1) and hierarchical bootstrap interval over the seeds that have a value. One seed
 * has neither deviation nor interval.
 */
export function summariseMeasure(
  seeds: readonly MeasuredSeed[],
  rng: Rng,
): Omit<MeasureSummary, "differences"> {
  const found = withNumbers(seeds);
  const numbers = found.map(({ value }) => value);
  return {
    values: Object.fromEntries(seeds.map(({ seed, value }) => [String(seed), value])),
    n: numbers.length,
    mean: meanOf(numbers, firstReason(seeds)),
    sd: deviationOf(numbers, firstReason(seeds)),
    interval: withoutPValue(
      bootstrap(
        found.map(({ replicates }) => replicates),
        rng,
      ),
    ),
  };
}

/** A difference before p values are corrected. */
export interface RawDifference {
  readonly seeds: readonly number[];
  readonly values: readonly number[];
  readonly bootstrap: ReplicateSummary | Undefined;
  readonly paired_t:
    { readonly low: number; readonly high: number; readonly p_value: number } | Undefined;
  /** Why there is no value, where there is none. */
  readonly reason: string;
}

/**
 * left − right, paired by seed, over the seeds where both have a value: paired t interval and p, and the
 * hierarchical bootstrap of the difference (seeds, then subjects; both methods see the same draws).
 *
 * Differences that are all exactly 0 (the same predictions) have the interval [0, 0] and p = 1; other equal
 * differences have no t.
 */
export function compareMeasures(
  left: readonly MeasuredSeed[],
  right: readonly MeasuredSeed[],
  rng: Rng,
): RawDifference {
  const others = new Map(withNumbers(right).map((one) => [one.seed, one]));
  const pairs = withNumbers(left).flatMap((one) => {
    const other = others.get(one.seed);
    return other === undefined ? [] : [{ one, other }];
  });
  const replicates = pairs.map(({ one, other }) => {
    const [own, theirs] = [one.replicates, other.replicates];
    return own === null || theirs === null
      ? null
      : own.map((value, resample) => value - (theirs[resample] ?? NaN));
  });
  return {
    seeds: pairs.map(({ one }) => one.seed),
    values: pairs.map(({ one, other }) => one.value - other.value),
    bootstrap: bootstrap(replicates, rng),
    paired_t: pairedT(pairs.map(({ one, other }) => [one.value, other.value] as const)),
    reason: firstReason(left) ?? firstReason(right) ?? "no seed that both finished",
  };
}

function pairedT(pairs: readonly (readonly [number, number])[]): RawDifference["paired_t"] {
  if (pairs.length < 2) return undefinedMetric(tooFew(pairs.length));
  if (pairs.every(([one, other]) => one === other)) return { low: 0, high: 0, p_value: 1 };
  const found = pairedTInterval(
    pairs.map(([one]) => one),
    pairs.map(([, other]) => other),
  );
  if ("reason" in found) return found;
  return { low: found.low, high: found.high, p_value: found.pValue };
}

/** Corrected p values of the difference, and what follows from them. */
export function finishDifference(
  raw: RawDifference,
  corrected: { readonly bootstrap: Metric; readonly paired_t: Metric },
  direction: Direction,
  detectable: DetectableDifferenceOf,
): Difference {
  const { bootstrap: resampled, paired_t: t } = raw;
  const sd = deviationOf(raw.values, raw.reason);
  const evidence = {
    bootstrap: "reason" in resampled ? resampled : { ...resampled, p_holm: corrected.bootstrap },
    paired_t: "reason" in t ? t : { ...t, p_holm: corrected.paired_t },
  };
  return {
    seeds: raw.seeds,
    mean: meanOf(raw.values, raw.reason),
    sd,
    ...evidence,
    minimum_detectable_difference: typeof sd === "number" ? detectable(sd, raw.values.length) : sd,
    ...decideVerdict(evidence, direction),
  };
}

function withNumbers(seeds: readonly MeasuredSeed[]): NumberedSeed[] {
  return seeds.filter((one): one is NumberedSeed => typeof one.value === "number");
}

function firstReason(seeds: readonly MeasuredSeed[]): string | undefined {
  if (seeds.length === 0) return "no finished seed";
  for (const { value } of seeds) if (typeof value !== "number") return value.reason;
  return undefined;
}

function meanOf(values: readonly number[], reason: string | undefined): Metric {
  if (values.length === 0) return undefinedMetric(reason ?? "no value");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[], reason: string | undefined): Metric {
  if (values.length < 2)
    return undefinedMetric(values.length === 1 ? tooFew(1) : (reason ?? "no value"));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function tooFew(seeds: number): string {
  return seeds === 1 ? "one seed: nothing to judge its spread by" : "no seed that both finished";
}

function bootstrap(
  bySeed: readonly (Float64Array | null)[],
  rng: Rng,
): ReplicateSummary | Undefined {
  if (bySeed.length < 2) return undefinedMetric(tooFew(bySeed.length));
  const arrays = bySeed.filter((replicates) => replicates !== null);
  if (arrays.length < bySeed.length) return undefinedMetric("no predictions to resample");
  return summariseReplicates(drawSeeds(arrays, arrays[0]?.length ?? 0, rng));
}

function withoutPValue(summary: ReplicateSummary | Undefined): MeasureSummary["interval"] {
  if ("reason" in summary) return summary;
  const { low, high, resamples } = summary;
  return { low, high, resamples };
}
