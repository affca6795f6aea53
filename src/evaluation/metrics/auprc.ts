import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Average precision: Σ_t (recall_t − recall_{t−1})·precision_t over the distinct scores t from high to
 * low; no interpolation. A random score gives the share of positives, not 0.5.
 *
 * labels [n] 0 or 1, scores [n] finite, weights [n] -> 0..1. Rows with equal scores enter together.
 * Undefined without positives; without negatives it is 1.
 * @source scikit-learn average_precision_score.
 * @throws DataError when lengths differ, a label is not 0 or 1, a score is not finite, a weight negative.
 */
export function auprc(labels: Column, scores: Column, weights?: Column): Metric {
  const rows = rowCount("auprc", { labels, scores });
  const weight = weightsOrOnes("auprc", weights, rows);
  checkIndices("auprc", "label", labels, 2);
  checkFinite("auprc", "score", scores);
  const order = Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) => at(scores, right) - at(scores, left),
  );
  let positives = 0;
  let total = 0;
  let area = 0;
  for (let start = 0; start < rows;) {
    const score = at(scores, at(order, start));
    let gained = 0;
    let end = start;
    for (; end < rows && at(scores, at(order, end)) === score; end++) {
      const row = at(order, end);
      total += at(weight, row);
      if (at(labels, row) === 1) gained += at(weight, row);
    }
    positives += gained;
    if (gained > 0) area += gained * (positives / total);
    start = end;
  }
  return positives > 0 ? area / positives : undefinedMetric("no positives");
}
