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
    const { positives, negatives, concordant } = countPairs(labels, scores, weights, order);
    if (positives === 0) return undefinedMetric("no positives");
    if (negatives === 0) return undefinedMetric("no negatives");
    return concordant / (positives * negatives);
  };
}

/** Weights of either class among rows in ascending order of score, and of the pairs in the right order, ties one half. */
export function countPairs(labels: Column, scores: Column, weights: Column, order: Int32Array) {
  const sums = { negatives: 0, positives: 0, concordant: 0 };
  for (let start = 0; start < order.length;) {
    const score = at(scores, at(order, start));
    const tied = { negatives: 0, positives: 0 };
    let end = start;
    for (; end < order.length && at(scores, at(order, end)) === score; end++) {
      const row = at(order, end);
      tied[at(labels, row) === 1 ? "positives" : "negatives"] += at(weights, row);
    }
    sums.concordant += tied.positives * (sums.negatives + tied.negatives / 2);
    sums.negatives += tied.negatives;
    sums.positives += tied.positives;
    start = end;
  }
  return sums;
}
