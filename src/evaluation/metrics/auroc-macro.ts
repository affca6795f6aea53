import { classCountOf } from "../class-scores.js";
import { checkIndices, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { auroc } from "./auroc.js";

/**
 * Multi-class AUROC: the plain mean over the K classes of the AUROC of class k against the rest.
 *
 * labels [n] 0..K-1, probabilities row-major [n, K], weights [n] -> 0..1. K is read from the lengths.
 * Undefined, naming the class, when a class has no rows or all rows.
 * @source scikit-learn roc_auc_score(multi_class="ovr", average="macro").
 * @throws DataError when the table does not fit the labels, or as {@link auroc}.
 */
export function aurocMacro(labels: Column, probabilities: Column, weights?: Column): Metric {
  const rows = labels.length;
  if (rows === 0) return undefinedMetric("no rows");
  const classes = classCountOf("aurocMacro", probabilities, rows);
  checkIndices("aurocMacro", "label", labels, classes);
  let sum = 0;
  for (let label = 0; label < classes; label++) {
    const isLabel = Uint8Array.from(labels, (value) => (value === label ? 1 : 0));
    const scores = Float64Array.from(
      isLabel,
      (_, row) => probabilities[row * classes + label] ?? 0,
    );
    const area = auroc(isLabel, scores, weights);
    if (typeof area !== "number") return undefinedMetric(`class ${label}: ${area.reason}`);
    sum += area;
  }
  return sum / classes;
}
