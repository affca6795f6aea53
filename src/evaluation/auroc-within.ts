import type { Rng } from "../base/rng.js";
import { at } from "../base/ndarray.js";
import { classCountOf } from "./class-scores.js";
import { weightsOrOnes, type Column } from "./columns.js";
import { bootstrapInterval } from "./intervals/bootstrap.js";
import { undefinedMetric } from "./metric.js";
import { rankedStratifiedAuroc } from "./metrics/stratified-auroc.js";
import type { AurocWithin } from "./results.js";

/** Predictions of one set, with what its rows are compared within. */
export interface StratifiedRows {
  /** [n], 0..K-1. */
  readonly label: Column;
  /** Row-major [n, K]. */
  readonly probabilities: Column;
  /** [n]: rows of one subject are drawn together. */
  readonly subject: readonly string[];
  /** By name: the stratum [n] of each row, -1 where it has none. */
  readonly strata: Readonly<Record<string, Column>>;
  /** [n], of a cell-weighted estimate; held fixed in the resamples. */
  readonly weights?: Column | undefined;
}

/**
 * AUROC of the second of two classes within each of the strata, by name, by `stratifiedAuroc`, with a 95 % bootstrap
 * interval by subject. Undefined for another number of classes.
 * @param rng each of the strata draws from a generator of its own, by name.
 * @throws DataError as `stratifiedAuroc`.
 */
export function aurocWithin(rows: StratifiedRows, rng: Rng): Record<string, AurocWithin> {
  return Object.fromEntries(
    Object.entries(rows.strata).map(([name, strata]) => [
      name,
      within(rows, strata, rng.child(name)),
    ]),
  );
}

function within(
  { label, probabilities, subject, weights }: StratifiedRows,
  strata: Column,
  rng: Rng,
): AurocWithin {
  const where = "aurocWithin";
  if (classCountOf(where, probabilities, label.length) !== 2) {
    return undefinedMetric("two classes only");
  }
  const scores = Float64Array.from(label, (_, row) => at(probabilities, 2 * row + 1));
  const area = rankedStratifiedAuroc(where, label, scores, strata);
  const weight = weightsOrOnes(where, weights, label.length);
  const found = area(weight);
  if ("reason" in found) return found;
  const drawn = new Float64Array(label.length);
  const interval = bootstrapInterval({
    subjects: subject,
    rng,
    statistic(resample) {
      drawn.fill(0);
      for (const row of resample) drawn[row] = at(drawn, row) + at(weight, row);
      const value = area(drawn);
      return "reason" in value ? value : value.value;
    },
  });
  return { ...found, interval };
}
