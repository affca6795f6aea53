import { at } from "../base/ndarray.js";
import { checkFinite, checkIndices, rowCount, type Column } from "./columns.js";
import type { Interval } from "./intervals/interval.js";
import { wilsonInterval } from "./intervals/wilson.js";
import { undefinedMetric, type Undefined } from "./metric.js";

/** A share of rows with its interval; undefined without rows. */
export type CountedRate =
  { readonly value: number; readonly n: number; readonly interval: Interval } | Undefined;

/** What answers are worth where a row is called positive at a score of `threshold` or more. */
export interface OperatingPoint {
  readonly threshold: number;
  /** Share of the positives that are called so. */
  readonly sensitivity: CountedRate;
  /** Share of the negatives that are not. */
  readonly specificity: CountedRate;
  /** Share of all rows that are called what they are. */
  readonly accuracy: CountedRate;
}

/**
 * The threshold with the greatest J = sensitivity + specificity − 1 (Youden), halfway between two neighbouring scores.
 *
 * labels [n] 0 or 1, scores [n] finite. A row is called positive at the threshold and above. Of several thresholds with
 * one J the lowest, which has the highest sensitivity; J are compared as whole numbers, TP·N − FP·P. Where no number
 * lies between two scores the threshold is the upper one.
 * Undefined without positives or negatives, and where no threshold has J above 0: all scores are equal, or rank the
 * classes the wrong way round.
 * @source Youden 1950; the midpoint is ours (scikit-learn's roc_curve has the score itself, with the same answers).
 * @throws DataError when lengths differ, a label is not 0 or 1, or a score is not finite.
 */
export function youdenThreshold(labels: Column, scores: Column): number | Undefined {
  const where = "youdenThreshold";
  const rows = rowCount(where, { labels, scores });
  checkIndices(where, "label", labels, 2);
  checkFinite(where, "score", scores);
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) => at(scores, right) - at(scores, left),
  );
  const positives = order.filter((row) => at(labels, row) === 1).length;
  const negatives = rows - positives;
  if (positives === 0) return undefinedMetric("no positives");
  if (negatives === 0) return undefinedMetric("no negatives");
  let best = 0;
  let threshold: number | null = null;
  let [truePositives, falsePositives] = [0, 0];
  for (const [position, row] of order.entries()) {
    if (at(labels, row) === 1) truePositives += 1;
    else falsePositives += 1;
    const next = order[position + 1];
    if (next === undefined || at(scores, next) === at(scores, row)) continue;
    const scaled = truePositives * negatives - falsePositives * positives;
    if (scaled <= 0 || scaled < best) continue;
    best = scaled;
    threshold = halfway(at(scores, next), at(scores, row));
  }
  return threshold ?? undefinedMetric("no threshold does better than chance");
}

/** A threshold that parts two scores: halfway, or the upper one where that rounds to the lower. */
export function halfway(lower: number, upper: number): number {
  const middle = lower + (upper - lower) / 2;
  return middle > lower ? middle : upper;
}

/**
 * Sensitivity, specificity and accuracy at a threshold, each with a 95 % Wilson interval, which counts rows as
 * independent: with several images a subject it is too narrow.
 * @throws DataError as {@link youdenThreshold}.
 */
export function operatingPoint(labels: Column, scores: Column, threshold: number): OperatingPoint {
  const where = "operatingPoint";
  const rows = rowCount(where, { labels, scores });
  checkIndices(where, "label", labels, 2);
  checkFinite(where, "score", scores);
  const hits = [0, 0];
  const counts = [0, 0];
  for (let row = 0; row < rows; row++) {
    const label = at(labels, row);
    const answer = at(scores, row) >= threshold ? 1 : 0;
    counts[label] = at(counts, label) + 1;
    if (answer === label) hits[label] = at(hits, label) + 1;
  }
  return {
    threshold,
    sensitivity: rate(at(hits, 1), at(counts, 1), "no positives"),
    specificity: rate(at(hits, 0), at(counts, 0), "no negatives"),
    accuracy: rate(at(hits, 0) + at(hits, 1), rows, "no rows"),
  };
}

function rate(hits: number, n: number, reason: string): CountedRate {
  if (n === 0) return undefinedMetric(reason);
  return { value: hits / n, n, interval: wilsonInterval(hits / n, n) };
}
