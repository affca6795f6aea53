import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { meanOf } from "../metrics/group-metrics.js";
import { labelColumns, type LabelAnswers, type LabelColumn } from "./label-columns.js";

/** What the answers to one label are worth where a row is called yes at a score of `threshold` or more. */
export interface CalledLabel {
  readonly threshold: number;
  /** Undefined where no row is called yes; CP counts 0 for it. */
  readonly precision: Metric;
  /** Undefined without positives. */
  readonly recall: Metric;
  /** 2 N^c / (N^p + N^g); undefined without positives. */
  readonly f1: Metric;
}

/** The measures over labels of {@link callLabels}, 0..1. */
export interface CalledLabels {
  readonly CP: Metric;
  readonly CR: Metric;
  readonly CF1: Metric;
  readonly OP: Metric;
  readonly OR: Metric;
  readonly OF1: Metric;
}

/** Weights of the rows of one label: rightly called yes, called yes, and yes. */
export interface CallCounts {
  /** N^c. */
  readonly right: number;
  /** N^p. */
  readonly called: number;
  /** N^g. */
  readonly positives: number;
}

/**
 * Precision, recall and F1 over labels, by class (C) and overall (O), and of each label.
 *
 * Over the labels i that have positives, with N^c_i rows rightly called yes, N^p_i called yes and N^g_i that are yes,
 * among the rows whose answer to i is known (sums of weights where there are any):
 *
 *   CP = mean_i N^c_i / N^p_i    CR = mean_i N^c_i / N^g_i    CF1 = 2 CP CR / (CP + CR)
 *   OP = Σ N^c_i / Σ N^p_i       OR = Σ N^c_i / Σ N^g_i       OF1 = 2 OP OR / (OP + OR)
 *
 * Conventions: a row is called yes at the threshold and above, so at a probability of exactly 0.5 too. N^p_i = 0 counts as
 * precision 0, and so does Σ N^p_i = 0. A label without positives is dropped from all six, so its false alarms are not in
 * OP. CF1 is the harmonic mean of the two means, not the mean of the labels' F1; where nothing is rightly called, F1 is 0,
 * its value as 2 N^c / (N^p + N^g). All six are undefined when no label has positives.
 *
 * @param thresholds [K], one a label.
 * @source the usual measures of multi-label classification (Zhu et al. 2017, spatial regularization networks); with
 * scikit-learn, precision_score and recall_score with labels=those with positives, average "macro" and "micro",
 * zero_division=0.
 * @throws DataError as `labelColumns`, and where there are more or fewer thresholds than labels.
 */
export function callLabels(
  labels: LabelAnswers,
  thresholds: readonly number[],
): { readonly overall: CalledLabels; readonly labels: readonly CalledLabel[] } {
  return callColumns(labelColumns("callLabels", labels), thresholds);
}

/** {@link callLabels} of columns that have been checked. */
export function callColumns(
  columns: readonly LabelColumn[],
  thresholds: readonly number[],
): { readonly overall: CalledLabels; readonly labels: readonly CalledLabel[] } {
  if (thresholds.length !== columns.length || !thresholds.every((one) => Number.isFinite(one))) {
    throw new DataError("callLabels", "thresholds", {
      expected: `${columns.length} finite numbers, one a label`,
      got: thresholds,
    });
  }
  const counts = columns.map((column, label) => countCalled(column, at(thresholds, label)));
  return {
    overall: overLabels(counts),
    labels: counts.map(({ right, called, positives }, label) => ({
      threshold: at(thresholds, label),
      precision: called > 0 ? right / called : undefinedMetric("no row is called yes"),
      recall: positives > 0 ? right / positives : undefinedMetric("no positives"),
      f1: positives > 0 ? (2 * right) / (called + positives) : undefinedMetric("no positives"),
    })),
  };
}

function countCalled({ answers, scores, weights }: LabelColumn, threshold: number): CallCounts {
  const sums = { right: 0, called: 0, positives: 0 };
  for (const [row, answer] of answers.entries()) {
    const weight = weights === undefined ? 1 : at(weights, row);
    const isCalled = at(scores, row) >= threshold;
    if (answer === 1) sums.positives += weight;
    if (isCalled) sums.called += weight;
    if (isCalled && answer === 1) sums.right += weight;
  }
  return sums;
}

/** The measures over labels of {@link callLabels} of what was counted for each; labels without positives are dropped. */
export function overLabels(all: readonly CallCounts[]): CalledLabels {
  const counts = all.filter(({ positives }) => positives > 0);
  if (counts.length === 0) {
    const none = undefinedMetric("no label has positives");
    return { CP: none, CR: none, CF1: none, OP: none, OR: none, OF1: none };
  }
  const sum = (key: keyof CallCounts) => counts.reduce((total, count) => total + count[key], 0);
  const CP = meanOf(counts.map(({ right, called }) => share(right, called)));
  const CR = meanOf(counts.map(({ right, positives }) => share(right, positives)));
  const OP = share(sum("right"), sum("called"));
  const OR = share(sum("right"), sum("positives"));
  return { CP, CR, CF1: harmonicMean(CP, CR), OP, OR, OF1: harmonicMean(OP, OR) };
}

/** 0 of 0 is 0: the convention of N^p = 0. */
function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function harmonicMean(left: number, right: number): number {
  return share(2 * left * right, left + right);
}
