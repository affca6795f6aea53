import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { cardPage } from "../card-page.js";
import { showFraction, showMetric } from "../format.js";
import { escapeMarkdown } from "../markdown.js";
import type { LabelsRunSummary } from "../run-summary.js";
import { describeLabels, labelsDetails, labelsGroupTitle } from "./labels-outcome.js";

const cardMetrics = [
  ["mAP", "Mean average precision"],
  ["macro_auroc", "Macro AUROC"],
  ["adjusted_auroc", "Adjusted AUROC"],
  ["worst_group_auroc", "Worst-group AUROC"],
] as const satisfies readonly (readonly [keyof LabelsSetResult, string])[];

const withoutGroups = ["mAP", "macro_auroc"];
const called = ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const;

/**
 * `MODEL_CARD.md` of a run whose target is several answers of yes or no, as {@link cardPage}. Same summary, same bytes.
 * @throws DataError where `configText` has no method.
 */
export function labelsModelCard(summary: LabelsRunSummary): string {
  const { data, results } = summary;
  const { name, labels = [] } = data.label;
  const hasGroups = data.attributes.length > 0;
  const sentence = escapeMarkdown(describeLabels(results.tests));
  const metrics = cardMetrics.filter(([key]) => hasGroups || withoutGroups.includes(key));
  return cardPage<LabelsSetResult>(summary, {
    task: "image-classification",
    pipeline: { pipeline_tag: "image-classification" },
    listed: ["mAP", "macro_auroc"],
    metrics: (set) => [
      ...metrics.map(([key, title]) => [key, title, set[key]] as const),
      ...called.map((key) => [key, `${key} at 0.5`, set.at_half[key]] as const),
    ],
    predicts: `${escapeMarkdown(name)}, ${labels.length} answers of yes or no (${escapeMarkdown(labels.join(", "))}),`,
    label: "labels with one another",
    groups: null,
    reading:
      "Macro AUROC, its worst group where there are groups, and the gap iid − inverted are read together; mAP follows the share " +
      "of yes. Means are over the labels with rows of yes (AUROC: and of no). CP, CR, CF1 are precision and recall as means over " +
      "labels and their harmonic mean, OP, OR, OF1 the same over all answers. Fractions from 0 to 1.",
    sentence,
    analyses: [
      `${sentence} ${escapeMarkdown(labelsDetails(results.tests).join(" "))}`,
      thresholdsText(summary),
    ],
    further: (set) => [...chosenRows(set), ...localisationRows(set)],
    tables: (set) => [labelTable(set), ...(hasGroups ? [groupTable(set)] : [])],
    alike: "AUROC",
    caveats: [],
  });
}

function chosenRows({ at_chosen: chosen }: LabelsSetResult): string[][] {
  if (chosen === undefined) return [];
  return called.map((key) => [`${key} at chosen thresholds`, showMetric(chosen[key])]);
}

function localisationRows({ localisation }: LabelsSetResult): string[][] {
  if (localisation === undefined) return [];
  return [
    ["Pointing game, largest attention on the object", showMetric(localisation.pointing_game)],
    ["Attention inside the object", showMetric(localisation.attention_in_mask)],
    ["Chance of both", showMetric(localisation.mask_area)],
  ];
}

function thresholdsText({ results: { thresholds } }: LabelsRunSummary): string {
  if ("reason" in thresholds) {
    return escapeMarkdown(`No thresholds were chosen: ${thresholds.reason}.`);
  }
  const each = thresholds.map(({ name, threshold }) => `${name} ${showFraction(threshold)}`);
  return escapeMarkdown(
    `The model gives probabilities. Thresholds of the highest F1 on validation: ${each.join(", ")}.`,
  );
}

function labelTable({ labels }: LabelsSetResult): string[][] {
  return [
    ["Label", "n", "Yes", "Share of yes", "AUROC", "Average precision", "ECE"],
    ...labels.map(({ name, n, positives, prevalence, auroc, auprc, ece }) => [
      ...[name, String(n), String(positives)],
      ...[prevalence, auroc, auprc, ece].map(showMetric),
    ]),
  ];
}

function groupTable({ groups }: LabelsSetResult): string[][] {
  return [
    ["Group", "n", "Labels", "Macro AUROC", "mAP", "CF1 at 0.5"],
    ...groups.map((group) => [
      ...[labelsGroupTitle(group), String(group.n), String(group.labels)],
      ...[group.macro_auroc, group.mAP, group.CF1].map(showMetric),
    ]),
  ];
}
