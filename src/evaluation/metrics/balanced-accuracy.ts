import { groupAccuracies } from "../group-accuracies.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/**
 * Mean recall over the classes that occur in `labels`: (1/K) Σ_k accuracy of the rows of class k.
 *
 * labels, predictions, weights [n] -> 0..1. Undefined without rows, with one class only, or when the
 * weights of a class are all 0.
 * @source scikit-learn balanced_accuracy_score; it differs for one class, where scikit-learn returns
 * that class's recall: a number that says nothing about balance.
 * @throws DataError when lengths differ or a weight is negative or not finite.
 */
export function balancedAccuracy(labels: Column, predictions: Column, weights?: Column): Metric {
  const classes = groupAccuracies(labels, predictions, labels, weights);
  if (classes.length === 0) return undefinedMetric("no rows");
  if (classes.length === 1) return undefinedMetric("one class only");
  let sum = 0;
  for (const { accuracy, group } of classes) {
    if (typeof accuracy !== "number") return undefinedMetric(`all weights of class ${group} are 0`);
    sum += accuracy;
  }
  return sum / classes.length;
}
