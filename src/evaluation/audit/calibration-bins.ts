import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import type { CalibrationBin } from "./audit-results.js";

const binCount = 10;

/**
 * Calibration curves of two classes, one a group: rows in ten equal ranges of the score, (lower, upper], the first with 0.
 *
 * labels [n] 0 or 1, scores [n] in 0..1, groups [n] 0..G-1, -1 none -> of each group mean score, share of positives and n
 * of each range that has rows.
 * @source scikit-learn calibration_curve(n_bins=10, strategy="uniform").
 */
export function calibrationBins(
  labels: Column,
  scores: Column,
  groups: Int32Array,
  groupCount: number,
): CalibrationBin[][] {
  const counts = new Int32Array(groupCount * binCount);
  const totals = new Float64Array(groupCount * binCount);
  const positives = new Int32Array(groupCount * binCount);
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? -1;
    if (group < 0) continue;
    const score = scores[row] ?? NaN;
    const bin = group * binCount + Math.max(0, Math.ceil(score * binCount) - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
    totals[bin] = (totals[bin] ?? 0) + score;
    positives[bin] = (positives[bin] ?? 0) + (labels[row] ?? 0);
  }
  return Array.from({ length: groupCount }, (_, group) =>
    Array.from({ length: binCount }, (_bin, place) => group * binCount + place)
      .filter((bin) => at(counts, bin) > 0)
      .map((bin) => ({
        mean_score: at(totals, bin) / at(counts, bin),
        positives: at(positives, bin) / at(counts, bin),
        n: at(counts, bin),
      })),
  );
}
