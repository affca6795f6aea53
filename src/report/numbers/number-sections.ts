import type {
  CorrectedScores,
  NumberSetResult,
  NumberTestResult,
} from "../../evaluation/numbers/number-results.js";
import { showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { byTestTable } from "../html/by-test-table.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { countCell } from "../html/set-cells.js";
import type { NumberRunSummary, VariableSummary } from "../run-summary.js";
import { testMeanings, testsInOrder } from "../tests-in-order.js";
import { errorGap, worstErrorOf } from "./number-outcome.js";

const headings = ["MAE", "adjusted MAE", "worst group", "RMSE", "R²"] as const;

/** Headline table: one row a test, validation, and the gap. */
export function errorsSection(summary: NumberRunSummary): string {
  const { label } = summary.data;
  const { validation, tests } = summary.results;
  const meanings = testMeanings(summary);
  const rows = [
    ...testsInOrder(summary).map(([name, test]) => testRow(name, meanings[name], test, label)),
    testRow("validation", "chose the epoch", validation, label),
  ];
  const gap = errorGap(tests);
  const total = [
    cell("gap", "inverted − iid"),
    cell(""),
    cell(typeof gap === "number" ? showFraction(gap) : "n/a"),
    ...headings.map(() => cell("")),
  ];
  const header = ["test", "n", ...headings, "Pearson r"].map((text) => cell(text));
  const unit = label.unit ?? "the unit of the target";
  return section("Tests", [
    htmlTable(header, rows, [total]),
    remark(
      `Errors in ${unit}; lower is better. MAE is the mean absolute error, adjusted MAE its mean over the groups, the worst ` +
        "group the one of the highest MAE. R² is 1 without error and 0 for always saying the mean of the set. Judge a method " +
        "by MAE, its worst group and the gap together.",
    ),
  ]);
}

function testRow(
  name: string,
  meaning: string | undefined,
  test: NumberTestResult,
  label: VariableSummary,
): Cell[] {
  if ("reason" in test) {
    return [cell(name, meaning), cell(showMetric(test)), ...Array.from({ length: 6 }, () => cell(""))]; // prettier-ignore
  }
  return [
    cell(name, meaning),
    countCell(test),
    ...scoreCells(test, worstNote(test, label)),
    cell(showMetric(test.pearson)),
  ];
}

function worstNote(test: NumberSetResult, label: VariableSummary): string | undefined {
  const worst = worstErrorOf(test);
  return worst && `${groupTitle(worst, label)} (n ${worst.n})`;
}

function scoreCells(scores: CorrectedScores, worst?: string): Cell[] {
  return [
    cell(showMetric(scores.mae)),
    cell(showMetric(scores.adjusted_mae)),
    cell(showMetric(scores.worst_group_mae), worst),
    cell(showMetric(scores.rmse)),
    cell(showMetric(scores.r2)),
  ];
}

/** Predictions corrected by the line of validation, beside what the line is; says why where there is none. */
export function correctedSection(summary: NumberRunSummary): string {
  const { bias_correction: line } = summary.results;
  const title = "After correction of the bias towards the mean";
  if ("reason" in line) return section(title, [remark(`No correction: ${line.reason}.`)]);
  const meanings = testMeanings(summary);
  const rows = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test || test.corrected === undefined
      ? []
      : [[cell(name, meanings[name]), countCell(test), ...scoreCells(test.corrected)]],
  );
  return section(title, [
    remark(
      `On ${line.n} validation rows prediction = ${showFraction(line.intercept)} + ${showFraction(line.slope)} · ${summary.data.label.name}. ` +
        "Corrected is (prediction − intercept) / slope; tests had no part in the line. It takes away that low values are " +
        "predicted too high and high ones too low, and widens all other errors by 1 / slope. Pearson's r and the correlations " +
        "of the error below are the same before and after.",
    ),
    htmlTable(["test", "n", ...headings].map((text) => cell(text)), rows), // prettier-ignore
  ]);
}

/** corr(error, attribute | target) of each attribute and test; "" without attributes. */
export function correlationSection(summary: NumberRunSummary): string {
  const { name: target } = summary.data.label;
  const table = byTestTable(
    "attribute",
    summary,
    (test: NumberSetResult) => test.error_correlation,
    showMetric,
  );
  if (table === null) return "";
  return section("Errors and attributes", [
    remark(
      `Partial correlation of the error (prediction − ${target}) with each attribute, given ${target} as a ` +
        "line. Near 0: at the same value of the target the attribute does not move the prediction. Two values or a number: with a " +
        "sign, above 0 the second value (or a larger number) is predicted higher; more values: a multiple correlation from 0 to 1.",
    ),
    table,
  ]);
}

/** Errors by group, a table a test. */
export function errorGroupsSection(summary: NumberRunSummary): string {
  const { label, attributes } = summary.data;
  const tables = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [groupTable(name, test, label)],
  );
  const names = [`bin of ${label.name}`, ...attributes.map((attribute) => attribute.name)];
  return section("Errors by group", [
    remark(
      `A group is a combination of ${names.join(" x ")}. The mean error is above 0 where a group is predicted too high. ` +
        "Groups with few rows follow single images: read n before ranking them.",
    ),
    ...tables,
  ]);
}

function groupTable(name: string, test: NumberSetResult, label: VariableSummary): string {
  const rows = test.groups.map((group) => [
    cell(groupTitle(group, label)),
    cell(String(group.n)),
    cell(showMetric(group.mae)),
    cell(showMetric(group.mean_error)),
  ]);
  const header = ["group", "n", "MAE", "mean error"].map((text) => cell(text));
  const body = rows.length === 0 ? remark("No group can be shown.") : htmlTable(header, rows);
  return `<h3>${escapeHtml(name)}</h3>${body}`;
}
