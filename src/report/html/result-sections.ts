import type { SetResult, TestResult } from "../../evaluation/results.js";
import { showFraction, showMetric } from "../format.js";
import { gapBetween, worstGroupOf } from "../outcome.js";
import { groupAccuracySpec, renderGroupAccuracy } from "../plots/group-accuracy.js";
import type { RunSummary } from "../run-summary.js";
import { testMeanings, testsInOrder } from "../tests-in-order.js";
import { cell, htmlTable, remark, section, type Cell } from "./elements.js";
import { escapeHtml } from "./escape.js";

/** Headline table: one row a test, validation, and the gap. */
export function testsSection(summary: RunSummary): string {
  const rows = testsInOrder(summary).map(([name, test]) => testRow(name, testMeanings[name], test));
  const validation = testRow("validation", "chose the epoch", summary.results.validation);
  const gap = gapBetween(summary.results.tests);
  const header = [
    "test",
    "n",
    "balanced accuracy",
    "AUROC",
    "accuracy",
    "mean of groups",
    "worst group",
  ].map((text) => cell(text));
  const total = [
    cell("gap", "|iid − inverted|"),
    cell(""),
    cell(typeof gap === "number" ? showFraction(gap) : "n/a"),
    ...["", "", "", ""].map((text) => cell(text)),
  ];
  return section("Tests", [
    htmlTable(header, [...rows, validation], [total]),
    remark(
      "Fractions from 0 to 1. Judge a method by balanced accuracy, its worst group and the gap together: " +
        "a high inverted accuracy alone can come from working against the attribute.",
    ),
  ]);
}

function testRow(name: string, meaning: string | undefined, test: TestResult): Cell[] {
  if ("reason" in test) {
    return [
      cell(name, meaning),
      cell(showMetric(test)),
      ...Array.from({ length: 5 }, () => cell("")),
    ];
  }
  const worst = worstGroupOf(test);
  const n =
    test.effective_n === undefined
      ? cell(String(test.n))
      : cell(String(test.n), `(effective ${Math.round(test.effective_n)})`);
  return [
    cell(name, meaning),
    n,
    cell(showMetric(test.balanced_accuracy)),
    cell(showMetric(test.auroc)),
    cell(showMetric(test.accuracy)),
    cell(showMetric(test.adjusted_accuracy)),
    cell(
      showMetric(test.worst_group_accuracy),
      worst === undefined ? undefined : `${worst.name} (n ${worst.n})`,
    ),
  ];
}

/** One plot a test: accuracy by group with intervals. */
export function groupsSection(summary: RunSummary): string {
  const evaluated = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [[name, test] as const],
  );
  const figures = evaluated.map(([name, test]) => {
    const intervals = summary.groupIntervals[name] ?? [];
    const plot = renderGroupAccuracy(groupAccuracySpec(name, test, intervals));
    return `<figure><h3>${escapeHtml(name)}</h3>${plot}</figure>`;
  });
  const names = [summary.data.label, ...summary.data.attributes].map(({ name }) => name);
  return section("Accuracy by group", [
    remark(
      `A group is a combination of ${names.join(" x ")}. The orange diamond is the worst group.`,
    ),
    `<div class="figures">${figures.join("\n")}</div>`,
    remark(intervalCaption(summary)),
  ]);
}

function intervalCaption(summary: RunSummary): string {
  const [first] = Object.values(summary.groupIntervals)
    .flat()
    .filter((interval) => interval !== null);
  if (first === undefined) return "No intervals were computed.";
  return (
    `Lines are ${Math.round(100 * first.level)} % intervals (${first.method}). ` +
    "Groups with few rows have wide ones: read n before ranking them."
  );
}

/** What the heads carry: accuracy of attribute heads and the switched-label test. */
export function headsSection(summary: RunSummary): string {
  const tests = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [[name, test] as const],
  );
  const rows = [
    ...headRows(tests, ({ attributes }) =>
      Object.entries(attributes).map(([name, result]) => [
        `${name} head on ${name}`,
        "accuracy" in result
          ? showMetric(result.accuracy)
          : `MAE ${showMetric(result.mae)}, R² ${showMetric(result.r2)}`,
      ]),
    ),
    ...headRows(tests, ({ cross }) =>
      Object.entries(cross).map(([key, metric]) => [
        `${key.replace("->", " head taken for ")}`,
        showMetric(metric),
      ]),
    ),
  ];
  if (rows.length === 0) return "";
  const header = [cell("head"), ...tests.map(([name]) => cell(name))];
  return section("What the heads carry", [
    htmlTable(header, rows),
    remark(
      `The primary head answers for ${summary.data.label.name}. “Taken for” is the switched-label test: how ` +
        "often a head's answer equals another variable. On the " +
        "balanced test a head that does not carry that variable is near chance.",
    ),
  ]);
}

function headRows(
  tests: readonly (readonly [string, SetResult])[],
  entriesOf: (set: SetResult) => (readonly [title: string, value: string])[],
): Cell[][] {
  const columns = tests.map(([, set]) => new Map(entriesOf(set)));
  const titles = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...titles].map((title) => [
    cell(title),
    ...columns.map((column) => cell(column.get(title) ?? "")),
  ]);
}
