import { stringify } from "yaml";
import type { NumberSetResult } from "../../evaluation/numbers/number-results.js";
import { showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { escapeMarkdown, fenced, markdownTable } from "../markdown.js";
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
} from "../model-card-parts.js";
import type { NumberRunSummary, VariableSummary } from "../run-summary.js";
import { testsInOrder } from "../tests-in-order.js";
import { describeErrors, errorDetails, inUnit } from "./number-outcome.js";

const cardMetrics = [
  ["mae", "Mean absolute error"],
  ["rmse", "Root mean squared error"],
  ["r2", "R²"],
  ["pearson", "Pearson's r"],
  ["adjusted_mae", "Adjusted mean absolute error"],
  ["worst_group_mae", "Worst-group mean absolute error"],
] as const satisfies readonly (readonly [keyof NumberSetResult, string])[];

/**
 * `MODEL_CARD.md` of a run whose target is a number, as `modelCard` of classes. Same summary, same bytes.
 * @throws DataError where `configText` has no method.
 */
export function numberModelCard(summary: NumberRunSummary): string {
  const { title, data, results } = summary;
  const { label } = data;
  const sentence = describeErrors(results.tests, label);
  return [
    `---\n${stringify(cardHead(summary), { lineWidth: 0 })}---`,
    `# ${escapeMarkdown(title)}`,
    "**Not for clinical use.** A research model; it was not validated for diagnosis or care.",
    "## Model details",
    modelDetails(summary),
    "## Intended use",
    `Research on whether a model that predicts ${escapeMarkdown(label.name)}, a number${label.unit === undefined ? "" : ` in ${escapeMarkdown(label.unit)}`}, ` +
      `relies on ${escapeMarkdown(attributesText(summary))}. ` +
      "Out of scope: any decision about a person, and images from other sources than those below.",
    `What the tests of this model say: ${escapeMarkdown(sentence)}`,
    "## Factors",
    factorsText(summary, `bins of the target: ${label.valueNames.join(", ")}`),
    "## Metrics",
    "Mean absolute error, worst-group error and the gap inverted − iid are read together; a group is a bin of the target x " +
      "all attributes, adjusted error the mean over the groups. Errors are in the unit of the target; lower is better.",
    "## Evaluation data",
    `${escapeMarkdown(data.name)}, held-out subjects. Tests: *iid* follows the training data, *inverted* reverses the ` +
      "association of target and attributes, *balanced* has none.",
    "## Training data",
    dataText(summary),
    ...flowParts(summary),
    fenced(summary.planText),
    "## Quantitative analyses",
    `${escapeMarkdown(sentence)} ${escapeMarkdown(errorDetails(results.tests, label).join(" "))}`,
    correctionText(summary),
    ...testsInOrder(summary).flatMap(([name, test]) => [
      `### ${escapeMarkdown(name)}`,
      "reason" in test ? escapeMarkdown(showMetric(test)) : setText(test, label),
    ]),
    ...probingText(summary),
    "## Ethical considerations",
    "Attributes may be personal (sex, age, site). A model that ignores them on these tests can still encode them; " +
      "equal error between groups is not fairness.",
    "## Caveats and recommendations",
    "One seed is one draw: compare several before claiming a difference. Shortcuts other " +
      "than the attributes named here were not looked for. Check the model on your own data before any use.",
    "Not for clinical use.",
    "",
  ].join("\n\n");
}

/** Hugging Face metadata; `dataset.type` is the data set's name as an identifier. */
function cardHead(summary: NumberRunSummary): object {
  const { name, data } = summary;
  const results = testsInOrder(summary).flatMap(([test, result]) => {
    if ("reason" in result) return [];
    const metrics = cardMetrics.flatMap(([type, title]) => {
      const value = result[type];
      return typeof value === "number" ? [{ type, name: title, value: rounded(value) }] : [];
    });
    return [
      {
        task: { type: "image-regression", name: data.label.name },
        dataset: { type: identifier(data.name), name: data.name, split: test },
        metrics,
      },
    ];
  });
  return {
    library_name: "unconfound",
    tags: ["medical-imaging", "shortcut-learning", "spurious-correlation", "onnx", "research-only"],
    metrics: ["mae", "r2"],
    "model-index": [{ name, results }],
  };
}

function correctionText({ results: { bias_correction: line }, data }: NumberRunSummary): string {
  if ("reason" in line) return escapeMarkdown(`No correction of predictions: ${line.reason}.`);
  return escapeMarkdown(
    `The model's answers are raw. On ${line.n} validation rows prediction = ${showFraction(line.intercept)} + ` +
      `${showFraction(line.slope)} · ${data.label.name}; corrected is (prediction − intercept) / slope.`,
  );
}

function setText(set: NumberSetResult, label: VariableSummary): string {
  const effective =
    set.effective_n === undefined ? "" : `, effective n ${Math.round(set.effective_n)}`;
  const { corrected } = set;
  const metrics = cardMetrics.map(([key, title]) => [title, showMetric(set[key])]);
  const correlations = Object.entries(set.error_correlation).map(([name, metric]) => [
    `corr(error, ${name} | ${label.name})`,
    showMetric(metric),
  ]);
  const groups = set.groups.map((group) => [
    groupTitle(group, label),
    `${group.n}`,
    showMetric(group.mae),
    showMetric(group.mean_error),
  ]);
  return [
    `n ${set.n}${effective}`,
    markdownTable([
      ["Metric", "Value"],
      ...metrics,
      ...(corrected === undefined
        ? []
        : [
            ["Mean absolute error, corrected", inUnit(corrected.mae, label)],
            ["R², corrected", showMetric(corrected.r2)],
          ]),
      ...correlations,
      ...numberMetrics(set),
    ]),
    markdownTable([["Group", "n", "MAE", "Mean error"], ...groups]),
  ].join("\n\n");
}
