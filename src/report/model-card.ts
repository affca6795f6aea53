import { stringify } from "yaml";
import type { SetResult } from "../evaluation/results.js";
import { conclude } from "./conclusion.js";
import { showMetric } from "./format.js";
import { groupTitle } from "./group-title.js";
import { escapeMarkdown, fenced, markdownTable } from "./markdown.js";
import {
  attributesText,
  dataText,
  factorsText,
  flowParts,
  identifier,
  modelDetails,
  numberMetrics,
  probingText,
  rounded,
} from "./model-card-parts.js";
import { outcomeRules } from "./outcome.js";
import type { RunSummary, VariableSummary } from "./run-summary.js";
import { testsInOrder } from "./tests-in-order.js";

const cardMetrics = [
  ["accuracy", "Accuracy"],
  ["balanced_accuracy", "Balanced accuracy"],
  ["auroc", "AUROC"],
  ["adjusted_accuracy", "Adjusted accuracy"],
  ["worst_group_accuracy", "Worst-group accuracy"],
] as const satisfies readonly (readonly [keyof SetResult, string])[];

/**
 * `MODEL_CARD.md`: Hugging Face metadata (YAML head with `model-index`) and the sections of Mitchell et al.
 * 2019, filled from the run. Undefined metrics are left out of the head and say "n/a (reason)" in the text.
 * The head names no licence of the model: that is its author's to choose.
 * Same summary, same bytes.
 * @throws DataError where `configText` has no method.
 */
export function modelCard(summary: RunSummary): string {
  const { title, data, results } = summary;
  const { kind, sentence, details } = conclude(results.tests, data.label);
  return [
    `---\n${stringify(cardHead(summary), { lineWidth: 0 })}---`,
    `# ${escapeMarkdown(title)}`,
    "**Not for clinical use.** A research model; it was not validated for diagnosis or care.",
    "## Model details",
    modelDetails(summary),
    "## Intended use",
    `Research on whether a model that predicts ${escapeMarkdown(data.label.name)} ` +
      `(${escapeMarkdown(data.label.valueNames.join(", "))}) relies on ${escapeMarkdown(attributesText(summary))}. ` +
      "Out of scope: any decision about a person, and images from other sources than those below.",
    `What the tests of this model say: ${escapeMarkdown(sentence)}`,
    "## Factors",
    factorsText(summary, "classes"),
    "## Metrics",
    "Balanced accuracy, worst-group accuracy and the gap |iid − inverted| are read together; a group is label x " +
      "all attributes, adjusted accuracy the mean over the groups. Fractions from 0 to 1.",
    "## Evaluation data",
    `${escapeMarkdown(data.name)}, held-out subjects. Tests: *iid* follows the training data, *inverted* reverses the ` +
      "association of label and attributes, *balanced* has none.",
    "## Training data",
    dataText(summary),
    ...flowParts(summary),
    fenced(summary.planText),
    "## Quantitative analyses",
    `${escapeMarkdown(sentence)} ${escapeMarkdown(details.join(" "))}`,
    ...testsInOrder(summary).flatMap(([name, test]) => [
      `### ${escapeMarkdown(name)}`,
      "reason" in test ? escapeMarkdown(showMetric(test)) : setText(test, data.label),
    ]),
    ...probingText(summary),
    "## Ethical considerations",
    "Attributes may be personal (sex, age, site). A model that ignores them on these tests can still encode them; " +
      "equal accuracy between groups is not fairness.",
    "## Caveats and recommendations",
    `Outcome of this run: ${kind}, which means that ${escapeMarkdown(outcomeRules[kind])}. One seed is one draw: compare several before claiming a difference. Shortcuts other ` +
      "than the attributes named here were not looked for. Check the model on your own data before any use.",
    "Not for clinical use.",
    "",
  ].join("\n\n");
}

/** Hugging Face metadata; `dataset.type` is the data set's name as an identifier. */
function cardHead(summary: RunSummary): object {
  const { name, data } = summary;
  const results = testsInOrder(summary).flatMap(([test, result]) => {
    if ("reason" in result) return [];
    const metrics = cardMetrics.flatMap(([type, title]) => {
      const value = result[type];
      return typeof value === "number" ? [{ type, name: title, value: rounded(value) }] : [];
    });
    return [
      {
        task: { type: "image-classification", name: data.label.name },
        dataset: { type: identifier(data.name), name: data.name, split: test },
        metrics,
      },
    ];
  });
  return {
    library_name: "unconfound",
    pipeline_tag: "image-classification",
    tags: ["medical-imaging", "shortcut-learning", "spurious-correlation", "onnx", "research-only"],
    metrics: ["accuracy", "balanced_accuracy", "auroc"],
    "model-index": [{ name, results }],
  };
}

function setText(set: SetResult, label: VariableSummary): string {
  const effective =
    set.effective_n === undefined ? "" : `, effective n ${Math.round(set.effective_n)}`;
  const metrics = cardMetrics.map(([key, title]) => [title, showMetric(set[key])]);
  const groups = set.groups.map((group) => [
    groupTitle(group, label),
    `${group.n}`,
    showMetric(group.accuracy),
  ]);
  return [
    `n ${set.n}${effective}`,
    markdownTable([["Metric", "Value"], ...metrics, ...numberMetrics(set)]),
    markdownTable([["Group", "n", "Accuracy"], ...groups]),
  ].join("\n\n");
}
