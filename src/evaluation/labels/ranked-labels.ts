import { undefinedMetric, type Metric } from "../metric.js";
import { auprc } from "../metrics/auprc.js";
import { auroc } from "../metrics/auroc.js";
import { meanOf } from "../metrics/group-metrics.js";
import { labelColumns, type LabelAnswers, type LabelColumn } from "./label-columns.js";

/** The measures of {@link rankLabels} that no threshold enters, 0..1. */
export interface RankedLabels {
  readonly mAP: Metric;
  readonly macro_auroc: Metric;
}

/**
 * Mean average precision and macro AUROC over labels, and both of each label.
 *
 * mAP = mean of the average precision over the labels that have positives; macro AUROC = mean over those that have
 * positives and negatives: the others are dropped, and have no value of their own. Each label is over the rows whose answer
 * is known. A label of positives only has an average precision of 1, whatever the scores. Average precision rises with the
 * share of positives, so mAP of sets that differ in it are not to be compared; AUROC does not.
 *
 * `measured`: the number of labels in macro AUROC. Undefined when no label is left.
 * @source methods of multi-label classification, as in Zhu et al. 2017; with scikit-learn, average_precision_score and
 * roc_auc_score of those labels, average "macro".
 * @throws DataError as `labelColumns`.
 */
export function rankLabels(labels: LabelAnswers): RankedTable {
  return rankColumns(labelColumns("rankLabels", labels));
}

/** What {@link rankLabels} gives. */
export interface RankedTable {
  readonly overall: RankedLabels;
  readonly measured: number;
  readonly labels: readonly { readonly auroc: Metric; readonly auprc: Metric }[];
}

/** {@link rankLabels} of columns that have been checked. */
export function rankColumns(columns: readonly LabelColumn[]): RankedTable {
  const labels = columns.map(({ answers, scores, weights }) => ({
    auroc: auroc(answers, scores, weights),
    auprc: auprc(answers, scores, weights),
  }));
  const precisions = numbersOf(labels.map((label) => label.auprc));
  const areas = numbersOf(labels.map((label) => label.auroc));
  return {
    overall: {
      mAP: precisions.length > 0 ? meanOf(precisions) : undefinedMetric("no label has positives"),
      macro_auroc:
        areas.length > 0 ? meanOf(areas) : undefinedMetric("no label has positives and negatives"),
    },
    measured: areas.length,
    labels,
  };
}

function numbersOf(values: readonly Metric[]): number[] {
  return values.filter((value) => typeof value === "number");
}
