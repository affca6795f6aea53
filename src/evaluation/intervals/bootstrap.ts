import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { Interval } from "./interval.js";
import { quantile } from "./quantile.js";

/** Largest share of replicates without a value before the interval itself has none. */
const undefinedShare = 0.1;

/** What to resample and what to measure. */
export interface BootstrapOptions {
  /** [n]: rows of one subject are drawn together. */
  readonly subjects: readonly string[];
  /** The metric of these rows; a row may occur several times. */
  readonly statistic: (rows: Int32Array) => Metric;
  readonly rng: Rng;
  /** 1000 if not given. */
  readonly replicates?: number;
  /** 0.95 if not given. */
  readonly level?: number;
}

/**
 * Percentile bootstrap by subject: as many subjects as there are, drawn with replacement, all rows of
 * each; the (1 ± level)/2 quantiles of the metric over the replicates.
 *
 * Same rng, same interval. Replicates where the metric is undefined (one class drawn) are left out.
 * Undefined with fewer than two subjects, or when more than a tenth of the replicates have no value.
 * Too narrow for few subjects (below some 30), and of width 0 when all rows are right.
 * @source Efron and Tibshirani 1993, chapter 13; cluster form of Field and Welsh 2007.
 * @throws DataError when `replicates` or `level` is out of range.
 */
export function bootstrapInterval(options: BootstrapOptions): Interval | Undefined {
  const { subjects, statistic, rng, replicates = 1000, level = 0.95 } = options;
  checkOptions(replicates, level);
  const clusters = rowsBySubject(subjects);
  if (clusters.length < 2) return undefinedMetric("fewer than two subjects");
  const values: number[] = [];
  let reason = "";
  for (let replicate = 0; replicate < replicates; replicate++) {
    const value = statistic(drawRows(clusters, rng));
    if (typeof value === "number") values.push(value);
    else reason = value.reason;
  }
  return percentileInterval(values, { replicates, level, reason });
}

/**
 * The (1 ± level)/2 quantiles of the replicates that have a value; undefined when more than a tenth of `replicates` have
 * none.
 * @param reason why the others have none.
 */
export function percentileInterval(
  values: ArrayLike<number>,
  { replicates, level, reason }: { replicates: number; level: number; reason: string },
): Interval | Undefined {
  const lost = replicates - values.length;
  if (lost > undefinedShare * replicates) {
    return undefinedMetric(`${lost} of ${replicates} resamples have no value: ${reason}`);
  }
  return {
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    level,
    method: `bootstrap by subject, ${values.length} resamples`,
  };
}

function checkOptions(replicates: number, level: number): void {
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new DataError("bootstrapInterval", "replicates", {
      expected: "an integer, 1 or more",
      got: replicates,
    });
  }
  if (!(level > 0 && level < 1)) {
    throw new DataError("bootstrapInterval", "level", {
      expected: "above 0, below 1",
      got: level,
    });
  }
}

/** Rows of as many subjects as there are, drawn with replacement. */
function drawRows(clusters: readonly (readonly number[])[], rng: Rng): Int32Array {
  const drawn = clusters.map(() => at(clusters, rng.integer(clusters.length)));
  const rows = new Int32Array(drawn.reduce((sum, cluster) => sum + cluster.length, 0));
  let end = 0;
  for (const cluster of drawn) {
    for (const row of cluster) {
      rows[end] = row;
      end += 1;
    }
  }
  return rows;
}

function rowsBySubject(subjects: readonly string[]): number[][] {
  const rows = new Map<string, number[]>();
  for (const [row, subject] of subjects.entries()) {
    const known = rows.get(subject);
    if (known === undefined) rows.set(subject, [row]);
    else known.push(row);
  }
  return [...rows.values()];
}
