import type { SetResult, TestResult } from "../../evaluation/results.js";
import { showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { gapBetween, worstGroupOf } from "../outcome.js";
import { groupAccuracySpec, renderGroupAccuracy } from "../plots/group-accuracy.js";
import type { RunSummary, VariableSummary } from "../run-summary.js";
import { testMeanings, testsInOrder } from "../tests-in-order.js";
import { cell, htmlTable, remark, section, type Cell } from "./elements.js";
import { escapeHtml } from "./escape.js";
import { countCell, showAttributeResult } from "./set-cells.js";

/** Headline table: one row a test, validation, and the gap. */
export function testsSection(summary: RunSummary): string {
  const { label } = summary.data;
  const meanings = testMeanings(summary);
  const rows = testsInOrder(summary).map(([name, test]) =>
    testRow(name, meanings[name], test, label),
  );
  const validation = testRow("validation", "chose the epoch", summary.results.validation, label);
  const gap = gapBetween(summary.results.tests);
  const header = [
    "test",
    "n",
    "balanced accuracy",
    "AUROC",
    "accuracy",
    "adjusted accuracy",
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
      "Fractions from 0 to 1. Adjusted accuracy is the mean over the groups. Judge a method by balanced accuracy, its worst group and the gap together: " +
        "a high inverted accuracy alone can come from working against the attribute.",
    ),
  ]);
}

function testRow(
  name: string,
  meaning: string | undefined,
  test: TestResult,
  label: VariableSummary,
): Cell[] {
  if ("reason" in test) {
    return [
      cell(name, meaning),
      cell(showMetric(test)),
      ...Array.from({ length: 5 }, () => cell("")),
    ];
  }
  const worst = worstGroupOf(test);
  return [
    cell(name, meaning),
    countCell(test),
    cell(showMetric(test.balanced_accuracy)),
    cell(showMetric(test.auroc)),
    cell(showMetric(test.accuracy)),
    cell(showMetric(test.adjusted_accuracy)),
    cell(
      showMetric(test.worst_group_accuracy),
      worst === undefined ? undefined : `${groupTitle(worst, label)} (n ${worst.n})`,
    ),
  ];
}

/**
 * Accuracy by group with intervals, one plot a test. Tests with the same groups share one: cell-weighted estimates differ
 * in the weights of their groups alone, not in the accuracy within a group.
 */
export function groupsSection(summary: RunSummary): string {
  const plots = new Map<string, { readonly plot: string; readonly names: string[] }>();
  for (const [name, test] of testsInOrder(summary)) {
    if ("reason" in test) continue;
    const intervals = summary.groupIntervals[name] ?? [];
    const key = JSON.stringify([test.groups, intervals]);
    const same = plots.get(key);
    if (same !== undefined) {
      same.names.push(name);
      continue;
    }
    const spec = groupAccuracySpec(name, test, intervals, summary.data.label);
    plots.set(key, { plot: renderGroupAccuracy(spec), names: [name] });
  }
  const figures = [...plots.values()].map(({ plot, names }) => {
    const shared =
      names.length === 1 ? "" : ` <span class="quiet">the same rows in other weights</span>`;
    return `<figure><h3>${escapeHtml(names.join(", "))}${shared}</h3>${plot}</figure>`;
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

/** One line of the table of heads: how often the answers of `head` equal `target`, or another measure of it. */
interface HeadEntry {
  readonly head: string;
  readonly target: string;
  readonly value: string;
}

/** What each head predicts: its own variable, and the others by the switched-label test. */
export function headsSection(summary: RunSummary): string {
  const label = summary.data.label.name;
  const tests = testsInOrder(summary).flatMap(([name, test]) =>
    "reason" in test ? [] : [{ name, entries: headEntries(test, label) }],
  );
  const pairs = new Map(
    tests
      .flatMap(({ entries }) => entries)
      .map((entry) => [keyOf(entry), { head: entry.head, target: entry.target }]),
  );
  // The label's own accuracy alone is in the table of tests already.
  if (pairs.size < 2) return "";
  const heads = [...new Set([...pairs.values()].map(({ head }) => head))];
  const rows = heads.flatMap((head) =>
    [...pairs]
      .filter(([, pair]) => pair.head === head)
      .map(([key, { target }]) => [
        cell(head === label ? `${head} (the label)` : head),
        { text: target, isText: true },
        ...tests.map(({ entries }) =>
          cell(entries.find((entry) => keyOf(entry) === key)?.value ?? ""),
        ),
      ]),
  );
  const header = [
    cell("head of"),
    { text: "its answers taken for", isText: true },
    ...tests.map(({ name }) => cell(name)),
  ];
  return section("What the heads predict", [
    remark(
      `How often the answers of a head are right about its own variable and, as the switched-label test, about ` +
        `the others. Read the balanced column: there chance (${showFraction(1 / 2)} for two values) means that ` +
        "the head knows nothing of that variable; values far above or far below chance mean that it does. In " +
        "iid and inverted the variables go together, and a head has part of that for nothing.",
    ),
    htmlTable(header, rows),
    ...(tests.some(({ entries }) => entries.some(({ value }) => value.startsWith("MAE")))
      ? [
          remark(
            "MAE is the mean absolute error of a head that predicts a number, in the number's own unit; R² is 1 " +
              "for a head without error and 0 for one that always says the mean.",
          ),
        ]
      : []),
  ]);
}

function keyOf({ head, target }: HeadEntry): string {
  return JSON.stringify([head, target]);
}

function headEntries(set: SetResult, label: string): HeadEntry[] {
  const nameOf = (head: string): string => (head === "primary" ? label : head);
  return [
    { head: label, target: label, value: showMetric(set.accuracy) },
    ...Object.entries(set.attributes).map(([name, result]) => ({
      head: name,
      target: name,
      value: showAttributeResult(result),
    })),
    ...Object.entries(set.cross).map(([key, metric]) => {
      const [head = "", target = ""] = key.split("->");
      return { head: nameOf(head), target: nameOf(target), value: showMetric(metric) };
    }),
  ];
}
