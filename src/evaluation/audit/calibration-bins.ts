import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import type { CalibrationBin } from "./audit-results.js";

const binCount = 10;

/**
 * Calibration curve of two classes: rows in ten equal ranges of the score, (lower, upper], the first with 0.
 *
 * labels [n] 0 or 1, scores [n] in 0..1, `rows` those that count -> mean score, share of positives and n of each range that
 * has rows.
 * @source scikit-learn calibration_curve(n_bins=10, strategy="uniform").
 */
export function calibrationBins(
  labels: Column,
  scores: Column,
  rows: Int32Array,
): CalibrationBin[] {
  const bins = Array.from({ length: binCount }, () => ({ n: 0, score: 0, positives: 0 }));
  for (const row of rows) {
    const score = at(scores, row);
    const bin = at(bins, Math.max(0, Math.ceil(score * binCount) - 1));
    bin.n += 1;
    bin.score += score;
    bin.positives += at(labels, row);
  }
  return bins
    .filter(({ n }) => n > 0)
    .map(({ n, score, positives }) => ({ mean_score: score / n, positives: positives / n, n }));
}
