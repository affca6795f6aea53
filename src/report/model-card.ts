import type { SetResult } from "../evaluation/results.js";
import { cardPage } from "./card-page.js";
import { conclude } from "./conclusion.js";
import { showMetric } from "./format.js";
import { groupTitle } from "./group-title.js";
import { escapeMarkdown } from "./markdown.js";
import { outcomeRules } from "./outcome.js";
import type { RunSummary } from "./run-summary.js";

const cardMetrics = [
  ["accuracy", "Accuracy"],
  ["balanced_accuracy", "Balanced accuracy"],
  ["auroc", "AUROC"],
  ["adjusted_accuracy", "Adjusted accuracy"],
  ["worst_group_accuracy", "Worst-group accuracy"],
] as const satisfies readonly (readonly [keyof SetResult, string])[];

/**
 * `MODEL_CARD.md` of a run that learns classes, as {@link cardPage}.
 * @throws DataError where `configText` has no method.
 */
export function modelCard(summary: RunSummary): string {
  const { label } = summary.data;
  const { kind, sentence, details } = conclude(summary.results.tests, label);
  return cardPage<SetResult>(summary, {
    task: "image-classification",
    pipeline: { pipeline_tag: "image-classification" },
    listed: ["accuracy", "balanced_accuracy", "auroc"],
    metrics: (set) => cardMetrics.map(([key, title]) => [key, title, set[key]] as const),
    predicts: `${escapeMarkdown(label.name)} (${escapeMarkdown(label.valueNames.join(", "))})`,
    label: "label",
    groups: "classes",
    reading:
      "Balanced accuracy, worst-group accuracy and the gap |iid − inverted| are read together; a group is label x " +
      "all attributes, adjusted accuracy the mean over the groups. Fractions from 0 to 1.",
    sentence: escapeMarkdown(sentence),
    analyses: [`${escapeMarkdown(sentence)} ${escapeMarkdown(details.join(" "))}`],
    further: () => [],
    tables: ({ groups }) => [
      [
        ["Group", "n", "Accuracy"],
        ...groups.map((group) => [
          groupTitle(group, label),
          `${group.n}`,
          showMetric(group.accuracy),
        ]),
      ],
    ],
    alike: "accuracy",
    caveats: [
      `Outcome of this run: ${kind}, which means that ${escapeMarkdown(outcomeRules[kind])}.`,
    ],
  });
}
