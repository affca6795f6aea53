import type {
  LabelResult,
  LabelsSetResult,
  LabelsTestResult,
} from "../../evaluation/labels/labels-results.js";
import { showFraction, showMetric } from "../format.js";
import { byTestTable } from "../html/by-test-table.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { countCell } from "../html/set-cells.js";
import { labelDotsMark, labelDotsSpec, renderLabelDots } from "../plots/label-dots.js";
import type { LabelsRunSummary } from "../run-summary.js";
import { testMeanings, testsInOrder } from "../tests-in-order.js";
import { aurocGap, labelsGroupTitle, worstLabelsGroup } from "./labels-outcome.js";

const called = ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const;

/** Headline table: one row a test, validation, and the gap. */
export function rankingSection(summary: LabelsRunSummary): string {
  const { validation, tests } = summary.results;
  const hasGroups = summary.data.attributes.length > 0;
  const gap = aurocGap(tests);
  const meanings = testMeanings(summary);
  const grouped = hasGroups ? ["adjusted AUROC", "worst group"] : [];
  const total = [
    cell("gap", "iid − inverted"),
    ...[cell(""), cell("")],
    cell(typeof gap === "number" ? showFraction(gap) : "n/a"),
    ...grouped.map(() => cell("")),
  ];
  const rows = [
    ...testsInOrder(summary).map(([name, test]) => testRow(name, meanings[name], test, hasGroups)),
    testRow("validation", "chose the epoch", validation, hasGroups),
  ];
  const header = ["test", "n", "mAP", "macro AUROC", ...grouped].map((text) => cell(text));
  return section("Tests", [
    htmlTable(header, rows, [total]),
    remark(
      "mAP is the mean over labels of the average precision, macro AUROC that of AUROC; a label without a row of yes (of AUROC " +
        "also of no) is left out. Average precision follows the share of yes: compare tests by AUROC where that differs.",
    ),
    remark(
      hasGroups
        ? "A group is a combination of attributes; adjusted AUROC is the mean over them, the worst group the lowest."
        : "No attributes were named, so there are no groups: a shortcut can still be one label for another.",
    ),
  ]);
}

function testRow(
  name: string,
  meaning: string | undefined,
  test: LabelsTestResult,
  hasGroups: boolean,
): Cell[] {
  if ("reason" in test) {
    const empty = Array.from({ length: hasGroups ? 4 : 2 }, () => cell(""));
    return [cell(name, meaning), cell(showMetric(test)), ...empty];
  }
  const worst = worstLabelsGroup(test);
  const note = worst && `${labelsGroupTitle(worst)} (n ${worst.n})`;
  const values = [test.mAP, test.macro_auroc].map((metric) => cell(showMetric(metric)));
  return [
    cell(name, meaning),
    countCell(test),
    ...values,
    ...(hasGroups
      ? [cell(showMetric(test.adjusted_auroc)), cell(showMetric(test.worst_group_auroc), note)]
      : []),
  ];
}

/** CP to OF1 of each test, at 0.5 and at the thresholds that validation chose. */
export function calledSection(summary: LabelsRunSummary): string {
  const { thresholds } = summary.results;
  const sets = [...testsInOrder(summary), ["validation", summary.results.validation] as const];
  const rows = sets.flatMap(([name, set]) => ("reason" in set ? [] : calledRows(name, set)));
  const header = [
    cell("test"),
    { text: "threshold", isText: true },
    ...called.map((text) => cell(text)),
  ];
  return section("Answers called yes", [
    htmlTable(header, rows),
    remark(
      "CP, CR, CF1: precision and recall as means over the labels, and their harmonic mean. OP, OR, OF1: the same over all answers " +
        "together. A label that is never called yes counts with precision 0, one without a row of yes is left out.",
    ),
    remark(
      "reason" in thresholds
        ? `No thresholds were chosen: ${thresholds.reason}.`
        : "Chosen: of each label the threshold with the highest F1 on validation, which flatters validation itself; tests had " +
            "no part in it.",
    ),
  ]);
}

function calledRows(name: string, { at_half: half, at_chosen: chosen }: LabelsSetResult): Cell[][] {
  const row = (test: string, threshold: string, values: LabelsSetResult["at_half"]): Cell[] => [
    cell(test),
    { text: threshold, isText: true },
    ...called.map((key) => cell(showMetric(values[key]))),
  ];
  return [row(name, "0.5", half), ...(chosen === undefined ? [] : [row("", "chosen", chosen)])];
}

/** AUROC and average precision by label as plots, and all results of each label, a table a test. */
export function labelsSection(summary: LabelsRunSummary): string {
  const tests = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [[name, test] as const],
  );
  return section("Labels one by one", [
    `<div class="figures">${plots(tests)}</div>`,
    remark(
      "Dashed: an AUROC of 0.5, chance. Grey ticks: the share of yes, the average precision of a random score. Labels with few rows " +
        "of yes move by chance: read their number below.",
    ),
    ...tests.map(
      ([name, set]) => `<h3>${escapeHtml(name)}</h3>\n<div class="dense">${labelTable(set)}</div>`,
    ),
    remark(
      "ECE: mean difference between the probability of the likelier answer and how often it is right, 15 bins. F1 at 0.5, and at " +
        "the threshold beside it.",
    ),
  ]);
}

function plots(tests: readonly (readonly [name: string, set: LabelsSetResult])[]): string {
  const items = tests.map(([name], test) => `<li>${labelDotsMark(test)}${escapeHtml(name)}</li>`);
  const legend = `<ul class="legend">${items.join("")}</ul>`;
  return (["auroc", "auprc"] as const)
    .map((measure) => {
      const title = measure === "auroc" ? "AUROC" : "Average precision";
      const svg = renderLabelDots(labelDotsSpec(measure, tests));
      return `<figure><h3>${title}</h3>${svg}${legend}</figure>`;
    })
    .join("\n");
}

function labelTable({ labels }: LabelsSetResult): string {
  if (labels.length === 0) return remark("No label can be shown.");
  const hasChosen = labels.some((label) => label.at_chosen !== undefined);
  const header = [
    ...["label", "n", "yes", "share", "AUROC", "AP", "ECE", "F1 at 0.5"],
    ...(hasChosen ? ["F1", "threshold"] : []),
  ].map((text) => cell(text));
  return htmlTable(
    header,
    labels.map((label) => labelCells(label, hasChosen)),
  );
}

function labelCells(label: LabelResult, hasChosen: boolean): Cell[] {
  const { name, n, positives, prevalence, auroc, auprc, ece, at_half: half } = label;
  const chosen = label.at_chosen;
  const last = chosen === undefined ? ["", ""] : [showMetric(chosen.f1), showFraction(chosen.threshold)]; // prettier-ignore
  return [
    ...[name, String(n), String(positives)],
    ...[prevalence, auroc, auprc, ece, half.f1].map(showMetric),
    ...(hasChosen ? last : []),
  ].map((text) => cell(text));
}

/** AUROC of each label within each attribute, a table each; "" without attributes. */
export function withinSection(summary: LabelsRunSummary): string {
  const tables = summary.data.attributes.flatMap(({ name }) => {
    const table = byTestTable(
      "label",
      summary,
      ({ labels }: LabelsSetResult) => withinOf(labels, name),
      (text) => text,
    );
    return table === null ? [] : [`<h3>within ${escapeHtml(name)}</h3>\n${table}`];
  });
  if (tables.length === 0) return "";
  return section("Labels within attributes", [
    remark(
      "AUROC over the pairs of rows with one value of the attribute: what a score owes to the attribute alone is not in it. Far " +
        "below the AUROC above: much of what ranks the label goes with the attribute.",
    ),
    ...tables,
  ]);
}

function withinOf(labels: readonly LabelResult[], attribute: string): Record<string, string> {
  return Object.fromEntries(
    labels.flatMap(({ name, auroc_within: within }) => {
      const own = within[attribute];
      if (own === undefined) return [];
      return [[name, showMetric("reason" in own ? own : own.value)] as const];
    }),
  );
}

/** Results by group, a table a test; "" without attributes. */
export function labelsGroupsSection(summary: LabelsRunSummary): string {
  const { attributes } = summary.data;
  if (attributes.length === 0) return "";
  const tables = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [groupTable(name, test)],
  );
  return section("Results by group", [
    remark(
      `A group is a combination of ${attributes.map(({ name }) => name).join(" x ")}. Macro AUROC is over the labels that have rows ` +
        "of yes and of no in the group, counted in the table: with rare labels groups compare means of different labels.",
    ),
    ...tables,
  ]);
}

function groupTable(name: string, { groups }: LabelsSetResult): string {
  const rows = groups.map((group) =>
    [
      ...[labelsGroupTitle(group), String(group.n), String(group.labels)],
      ...[group.macro_auroc, group.mAP, group.CF1].map(showMetric),
    ].map((text) => cell(text)),
  );
  const header = ["group", "n", "labels", "macro AUROC", "mAP", "CF1 at 0.5"].map((text) => cell(text)); // prettier-ignore
  const body = rows.length === 0 ? remark("No group can be shown.") : htmlTable(header, rows);
  return `<h3>${escapeHtml(name)}</h3>${body}`;
}
