import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { Interval } from "./interval.js";
import { studentCdf, studentQuantile } from "./student.js";

/** Mean difference of paired values with its t interval. */
export interface PairedDifference extends Interval {
  /** Mean of left − right. */
  readonly mean: number;
  /** Two-sided, of a mean difference of 0; not corrected for several comparisons. */
  readonly pValue: number;
  /** Pairs. */
  readonly n: number;
}

/**
 * Paired t interval of left − right over seeds: mean ± t_{n−1, (1+level)/2}·s/√n, s with n − 1.
 *
 * left, right [n], the same seed at the same place; level 0.95 if not given. Few seeds give wide
 * intervals on purpose. Undefined with fewer than two pairs, or when all differences are equal: then s is
 * 0 and the interval would claim certainty.
 * @throws DataError when lengths differ.
 */
export function pairedTInterval(
  left: readonly number[],
  right: readonly number[],
  level = 0.95,
): PairedDifference | Undefined {
  if (left.length !== right.length) {
    throw new DataError("pairedTInterval", "values are not paired", {
      left: left.length,
      right: right.length,
      advice: "Give both methods the same seeds.",
    });
  }
  const n = left.length;
  if (n < 2) return undefinedMetric("fewer than two pairs");
  const differences = left.map((value, pair) => value - at(right, pair));
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const standardError = Math.sqrt(variance / n);
  // Equal differences differ by rounding only, some 1e-16 of the values.
  const scale = Math.max(...left.map(Math.abs), ...right.map(Math.abs));
  if (standardError <= 1e-14 * scale) return undefinedMetric("all differences are equal");
  const half = studentQuantile((1 + level) / 2, n - 1) * standardError;
  return {
    mean,
    low: mean - half,
    high: mean + half,
    level,
    method: `paired t, ${n} pairs`,
    pValue: 2 * studentCdf(-Math.abs(mean / standardError), n - 1),
    n,
  };
}
