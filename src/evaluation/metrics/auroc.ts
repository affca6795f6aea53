import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Area under the ROC curve: P(score of a positive > score of a negative) + ½ P(equal), weighted by the
 * products of the row weights.
 *
 * labels [n] 0 or 1, scores [n] any finite numbers (only their order counts), weights [n] -> 0..1.
 * Ties count one half; all scores equal give 0.5. Undefined without positives or negatives.
 * @source Mann–Whitney form of the trapezoidal area, as scikit-learn roc_auc_score.
 * @throws DataError when lengths differ, a label is not 0 or 1, a score is not finite, a weight negative.
 */
export function auroc(labels: Column, scores: Column, weights?: Column): Metric {
  const rows = rowCount("auroc", { labels, scores });
  const weight = weightsOrOnes("auroc", weights, rows);
  return rankedAuroc("auroc", labels, scores)(weight);
}

/**
 * {@link auroc} of the same rows under several weights: rows are checked and ranked once, and each call is O(n).
 * @param where names the caller in errors.
 * @throws DataError when lengths differ, a label is not 0 or 1, or a score is not finite.
 */
export function rankedAuroc(
  where: string,
  labels: Column,
  scores: Column,
): (weights: Column) => Metric {
  const rows = rowCount(where, { labels, scores });
  checkIndices(where, "label", labels, 2);
  checkFinite(where, "score", scores);
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) => at(scores, left) - at(scores, right),
  );
  return (weights) => {
    let [positives, negatives, concordant] = [0, 0, 0];
    for (let start = 0; start < rows;) {
      const score = at(scores, at(order, start));
      let [tiedPositives, tiedNegatives] = [0, 0];
      let end = start;
      for (; end < rows && at(scores, at(order, end)) === score; end++) {
        const row = at(order, end);
        if (at(labels, row) === 1) tiedPositives += at(weights, row);
        else tiedNegatives += at(weights, row);
      }
      concordant += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      start = end;
    }
    if (positives === 0) return undefinedMetric("no positives");
    if (negatives === 0) return undefinedMetric("no negatives");
    return concordant / (positives * negatives);
  };
}
