import type { NumberSetResult } from "../../evaluation/numbers/number-results.js";
import { cardPage } from "../card-page.js";
import { showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { escapeMarkdown } from "../markdown.js";
import type { NumberRunSummary, VariableSummary } from "../run-summary.js";
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
 * `MODEL_CARD.md` of a run whose target is a number, as {@link cardPage}. Same summary, same bytes.
 * @throws DataError where `configText` has no method.
 */
export function numberModelCard(summary: NumberRunSummary): string {
  const { data, results } = summary;
  const { label } = data;
  const sentence = escapeMarkdown(describeErrors(results.tests, label));
  const unit = label.unit === undefined ? "" : ` in ${escapeMarkdown(label.unit)}`;
  return cardPage<NumberSetResult>(summary, {
    task: "image-regression",
    pipeline: {},
    listed: ["mae", "r2"],
    metrics: (set) => cardMetrics.map(([key, title]) => [key, title, set[key]] as const),
    predicts: `${escapeMarkdown(label.name)}, a number${unit},`,
    label: "target",
    groups: escapeMarkdown(`bins of the target: ${label.valueNames.join(", ")}`),
    reading:
      "Mean absolute error, worst-group error and the gap inverted − iid are read together; a group is a bin of the target x " +
      "all attributes, adjusted error the mean over the groups. Errors are in the unit of the target; lower is better.",
    sentence,
    analyses: [
      `${sentence} ${escapeMarkdown(errorDetails(results.tests, label).join(" "))}`,
      correctionText(summary),
    ],
    further: (set) => furtherRows(set, label),
    tables: ({ groups }) => [
      [
        ["Group", "n", "MAE", "Mean error"],
        ...groups.map((group) => [
          groupTitle(group, label),
          `${group.n}`,
          showMetric(group.mae),
          showMetric(group.mean_error),
        ]),
      ],
    ],
    alike: "error",
    caveats: [],
  });
}

function correctionText({ results: { bias_correction: line }, data }: NumberRunSummary): string {
  if ("reason" in line) return escapeMarkdown(`No correction of predictions: ${line.reason}.`);
  return escapeMarkdown(
    `The model's answers are raw. On ${line.n} validation rows prediction = ${showFraction(line.intercept)} + ` +
      `${showFraction(line.slope)} · ${data.label.name}; corrected is (prediction − intercept) / slope.`,
  );
}

function furtherRows(set: NumberSetResult, label: VariableSummary): string[][] {
  const { corrected } = set;
  return [
    ...(corrected === undefined
      ? []
      : [
          ["Mean absolute error, corrected", inUnit(corrected.mae, label)],
          ["R², corrected", showMetric(corrected.r2)],
        ]),
    ...Object.entries(set.error_correlation).map(([name, metric]) => [
      `corr(error, ${name} | ${label.name})`,
      showMetric(metric),
    ]),
  ];
}
