import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { classCountOf } from "../class-scores.js";
import { checkIndices, type Column } from "../columns.js";
import type { Metric, Undefined } from "../metric.js";
import { rankedAuroc } from "../metrics/auroc.js";
import { bootstrapInterval } from "./bootstrap.js";
import type { Interval } from "./interval.js";

/** Predictions of one set. */
export interface ScoredRows {
  /** [n], 0..K-1. */
  readonly label: Column;
  /** Row-major [n, K]. */
  readonly probabilities: Column;
  /** [n]: rows of one subject are drawn together. */
  readonly subject: readonly string[];
}

/**
 * 95 % interval of the AUROC by bootstrap over subjects: of the second of two classes, else macro one-vs-rest.
 *
 * The metric of each resample is that of `auroc` and `aurocMacro` on the rows repeated, but rows are ranked once and not
 * in each of the 1000 resamples. Undefined as `bootstrapInterval`: with fewer than two subjects, or a class so rare that
 * more than a tenth of the resamples lack it.
 * @throws DataError when lengths differ or a label or score is out of range.
 */
export function aurocInterval(
  { label, probabilities, subject }: ScoredRows,
  rng: Rng,
): Interval | Undefined {
  const classes = classCountOf("aurocInterval", probabilities, label.length);
  checkIndices("aurocInterval", "label", label, classes);
  const areas = Array.from({ length: classes }, (_, positive) => {
    const scores = Float64Array.from(label, (_value, row) =>
      at(probabilities, row * classes + positive),
    );
    const isPositive = Uint8Array.from(label, (value) => (value === positive ? 1 : 0));
    return resampledAuroc(isPositive, scores);
  });
  const asked = classes === 2 ? areas.slice(1) : areas;
  return bootstrapInterval({
    subjects: subject,
    rng,
    statistic(rows) {
      let sum = 0;
      for (const area of asked) {
        const value = area(rows);
        if (typeof value !== "number") return value;
        sum += value;
      }
      return sum / asked.length;
    },
  });
}

/**
 * AUROC of resamples of the same rows: `auroc` of rows that may be drawn several times or not at all.
 *
 * labels [n] 0 or 1, scores [n] -> a function of row numbers. Rows are ranked once; a resample costs O(n) and allocates
 * nothing a row.
 * @throws DataError when lengths differ, a label is not 0 or 1, or a score is not finite.
 */
export function resampledAuroc(labels: Column, scores: Column): (rows: Int32Array) => Metric {
  const area = rankedAuroc("resampledAuroc", labels, scores);
  const drawn = new Int32Array(labels.length);
  return (rows) => {
    drawn.fill(0);
    for (const row of rows) drawn[row] = at(drawn, row) + 1;
    return area(drawn);
  };
}
