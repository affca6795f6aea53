import { DataError } from "../../base/errors.js";
import type { Metric } from "../../evaluation/metric.js";
import type { TestResult } from "../../evaluation/results.js";
import { showFraction } from "../format.js";
import { describeOutcome, gapBetween } from "../outcome.js";
import { textTable } from "./text-table.js";

/** One method with its tests, one entry a seed. */
export interface ComparisonRow {
  readonly method: string;
  readonly seeds: readonly Tests[];
}

type Tests = Readonly<Record<string, TestResult>>;

const standardTests = ["iid", "inverted", "balanced"];
/** More tests than this do not fit into a line: those beside the standard ones get a table of their own. */
const testsInLine = 5;

/**
 * Methods x tests as text for a terminal: balanced accuracy on iid, inverted, balanced and any further
 * tests (many: below, a line each), the worst group of the balanced test, and the gap |iid − inverted|.
 *
 * One seed: the value. Several: mean ± standard deviation (n − 1), and "(4 of 5)" where some seeds have no
 * value; the reasons follow below. The last column counts the outcomes of {@link describeOutcome}. Fractions 0..1.
 * @throws DataError for a method without seeds.
 */
export function formatComparisonTable(rows: readonly ComparisonRow[]): string {
  const names = new Set(standardTests);
  for (const { seeds } of rows) {
    for (const tests of seeds) Object.keys(tests).forEach((name) => names.add(name));
  }
  const inLine = names.size > testsInLine ? standardTests : [...names];
  const header = ["method", ...inLine, "worst", "gap", "outcome"];
  const reasons = new Set<string>();
  const column = ({ method, seeds }: ComparisonRow, title: string, valueIn: ValueIn): string => {
    const values = seeds.map(valueIn);
    for (const value of values) {
      if (typeof value !== "number") reasons.add(`n/a: ${method}, ${title}: ${value.reason}`);
    }
    return summarise(values);
  };
  const ofTest = (row: ComparisonRow, name: string): string =>
    column(row, name, (tests) => valueOf(tests[name], "balanced_accuracy"));
  const body = rows.map((row) => {
    const { method, seeds } = row;
    if (seeds.length === 0) throw new DataError("formatComparisonTable", `${method} has no seeds`);
    return [
      method,
      ...inLine.map((name) => ofTest(row, name)),
      column(row, "worst", ({ balanced }) => valueOf(balanced, "worst_group_accuracy")),
      summarise(seeds.map(gapBetween)),
      countOutcomes(seeds),
    ];
  });
  const further = [...names].filter((name) => !inLine.includes(name));
  const below = [
    ["balanced accuracy", ...rows.map(({ method }) => method)],
    ...further.map((name) => [name, ...rows.map((row) => ofTest(row, name))]),
  ];
  const note =
    "iid, inverted, balanced: balanced accuracy; worst: lowest accuracy of a group\n" +
    "of the balanced test; gap: |iid - inverted|, near 0 without the shortcut.";
  const blocks = [
    textTable([header, ...body]),
    ...(further.length === 0 ? [] : [textTable(below)]),
    note,
  ];
  if (reasons.size > 0) blocks.push([...reasons].join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

type ValueIn = (tests: Tests) => Metric;

function valueOf(
  test: TestResult | undefined,
  key: "balanced_accuracy" | "worst_group_accuracy",
): Metric {
  if (test === undefined) return { value: null, reason: "no such test" };
  return "reason" in test ? test : test[key];
}

function summarise(values: readonly Metric[]): string {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === 0) return "n/a";
  const mean = numbers.reduce((left, right) => left + right, 0) / numbers.length;
  const missing = numbers.length < values.length ? ` (${numbers.length} of ${values.length})` : "";
  if (numbers.length === 1) return showFraction(mean) + missing;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (numbers.length - 1));
  return `${showFraction(mean)} ± ${showFraction(deviation)}${missing}`;
}

/** "shortcut", or "3 robust, 2 no-conclusion" where seeds disagree, the most frequent first. */
function countOutcomes(seeds: ComparisonRow["seeds"]): string {
  const counts = new Map<string, number>();
  for (const tests of seeds) {
    const { kind } = describeOutcome(tests);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, left], [, right]) => right - left);
  if (sorted.length === 1) return sorted.map(([kind]) => kind).join();
  return sorted.map(([kind, count]) => `${count} ${kind}`).join(", ");
}
