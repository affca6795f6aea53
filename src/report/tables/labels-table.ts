import type {
  LabelResult,
  LabelsRunResults,
  LabelsSetResult,
  LabelsTestResult,
} from "../../evaluation/labels/labels-results.js";
import type { Metric } from "../../evaluation/metric.js";
import { shorten, showFraction } from "../format.js";
import { testsInOrder } from "../tests-in-order.js";
import { textTable } from "./text-table.js";

/** More labels than this are left to the report. */
const mostLabels = 12;
const longestName = 24;
const called = ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const;

const note =
  "mAP, AUROC: means over labels. At 0.5: precision, recall, F1 as means over labels (CP CR CF1) and\n" +
  "over all answers (OP OR OF1). A label without a row of yes is left out";

interface NamedSet {
  readonly name: string;
  readonly set: LabelsSetResult;
}

/**
 * The tests of a run of several answers of yes or no as text for a terminal: a line each with mAP, macro AUROC, the measures
 * at a threshold of 0.5 and, where there are groups, the worst one; then, of at most twelve labels, a line each with AUROC
 * and average precision on the first three tests; a line says the pointing game where there is one. Why a value is n/a stands below.
 */
export function labelsTable(method: string, results: Pick<LabelsRunResults, "tests">): string {
  const tests = testsInOrder({ results });
  const sets = tests.flatMap(([name, set]) => ("reason" in set ? [] : [{ name, set }]));
  const hasGroups = sets.some(({ set }) => set.groups.length > 0);
  const worst = hasGroups ? ["worst"] : [];
  const rows = [
    [shorten(method, longestName), "n", "mAP", "AUROC", ...called, ...worst],
    ...tests.map(([name, test]) => [name, ...testCells(test, hasGroups)]),
  ];
  const reasons = tests.flatMap(([name, test]) => reasonsOf(name, test, hasGroups));
  const words = hasGroups ? `${note}. worst: lowest group AUROC.` : `${note}.`;
  const notes = [...reasons, words, ...pointingLines(sets)].join("\n");
  const parts = [textTable(rows), notes, labelLines(sets.slice(0, 3))];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function testCells(test: LabelsTestResult, hasGroups: boolean): string[] {
  if ("reason" in test) return ["", "n/a"];
  return [String(test.n), ...valuesOf(test, hasGroups).map(short)];
}

function valuesOf(set: LabelsSetResult, hasGroups: boolean): Metric[] {
  return [
    set.mAP,
    set.macro_auroc,
    ...called.map((name) => set.at_half[name]),
    ...(hasGroups ? [set.worst_group_auroc] : []),
  ];
}

function short(metric: Metric | undefined): string {
  return typeof metric === "number" ? showFraction(metric) : "n/a";
}

/** "iid n/a: no label has positives", each reason once. */
function reasonsOf(name: string, test: LabelsTestResult, hasGroups: boolean): string[] {
  const values = "reason" in test ? [test] : valuesOf(test, hasGroups);
  const reasons = values.flatMap((value) => (typeof value === "number" ? [] : [value.reason]));
  return [...new Set(reasons)].map((reason) => `${name} n/a: ${reason}`);
}

/** "Pointing game (chance): iid 0.912 (0.041)" of the first three tests; none where it is not known. */
function pointingLines(sets: readonly NamedSet[]): string[] {
  const each = sets.flatMap(({ name, set: { localisation: own } }) =>
    own === undefined
      ? []
      : [`${shorten(name, longestName)} ${short(own.pointing_game)} (${short(own.mask_area)})`],
  );
  if (each.length === 0) return [];
  return [`Pointing game (chance): ${each.slice(0, 3).join(", ")}.`];
}

/** AUROC and average precision of each label, a column a test; "" of many labels. */
function labelLines(sets: readonly NamedSet[]): string {
  const [first] = sets;
  const names = [...new Set(sets.flatMap(({ set }) => set.labels.map(({ name }) => name)))];
  if (first === undefined || names.length === 0 || names.length > mostLabels) return "";
  const columns = (title: string) =>
    sets.map(({ name }, index) => (index === 0 ? `${title} ${name}` : name));
  const find = ({ set }: NamedSet, name: string): LabelResult | undefined =>
    set.labels.find((label) => label.name === name);
  return textTable([
    ["label", `yes ${first.name}`, ...columns("AUROC"), ...columns("AP")],
    ...names.map((name) => [
      shorten(name, longestName),
      short(find(first, name)?.prevalence),
      ...sets.map((set) => short(find(set, name)?.auroc)),
      ...sets.map((set) => short(find(set, name)?.auprc)),
    ]),
  ]);
}
