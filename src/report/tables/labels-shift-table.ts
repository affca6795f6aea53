import {
  callOf,
  labelsIntervalMetrics,
  type LabelsExternalResults,
  type MeasuredLabel,
} from "../../evaluation/external/labels-external-results.js";
import type { Shift } from "../../evaluation/external/external-results.js";
import type { Interval } from "../../evaluation/intervals/interval.js";
import type { Metric, Undefined } from "../../evaluation/metric.js";
import { metricTitle, shorten, showFraction, showMetric } from "../format.js";
import { labelsGroupTitle, worstLabelsGroup } from "../labels/labels-outcome.js";
import { showInterval, signed } from "./shift-table.js";
import { textTable } from "./text-table.js";

/** More labels than this are left to `results.json`. */
const mostLabels = 40;
const longestName = 24;

/**
 * A run of several answers on its own test beside another cohort, as text: means over the labels that both tests can measure, a line each with 95 % intervals
 * where they are of the whole set; then a line a label with its share of yes, its AUROC, and sensitivity and specificity at the run's threshold; then
 * what the means are of, and the worst group.
 */
export function labelsShiftTable(results: LabelsExternalResults): string {
  const { shift, tests } = results;
  // Labels without a row of yes are in no mean: then the intervals are of the means that are shown.
  const isSame = tests.external.labels.every(
    ({ name, positives }) => positives === 0 || shift.compared.includes(name),
  );
  const overall = Object.entries(shift.overall).map(([name, { iid, external, difference }]) => [
    titleOf(name),
    short(iid),
    short(external) + (isSame ? showInterval(intervalOf(results, name)) : ""),
    typeof difference === "number" ? signed(difference) : "n/a",
  ]);
  const heads = ["own iid test", isSame ? "external (95 %)" : "external", "difference"];
  const worst = worstLabelsGroup(tests.external);
  return [
    textTable([["means over labels", ...heads], ...overall]),
    "",
    ...labelLines(results),
    ...notesOf(results),
    ...(worst === undefined
      ? []
      : [`worst group: ${labelsGroupTitle(worst)} (n ${worst.n}): macro auroc ${showMetric(worst.macro_auroc)}`]), // prettier-ignore
  ].join("\n");
}

function titleOf(name: string): string {
  const call = callOf(name);
  return call === null ? metricTitle(name) : `${call.name} at ${call.at === "at_half" ? "0.5" : "thresholds"}`; // prettier-ignore
}

function intervalOf({ tests }: LabelsExternalResults, name: string): Interval | Undefined | null {
  const found = labelsIntervalMetrics.find((metric) => metric === name);
  return found === undefined ? null : tests.external.intervals[found];
}

function labelLines({ shift, tests }: LabelsExternalResults): string[] {
  if (shift.labels.length > mostLabels) return [`${shift.labels.length} labels: see results.json`];
  const rows = shift.labels.map(({ name, shift: own }) => {
    const label = tests.external.labels.find((one) => one.name === name);
    return [
      shorten(name, longestName),
      ...pair(own.prevalence),
      short(own.auroc.iid),
      short(own.auroc.external) + showInterval(label?.auroc_interval ?? null),
      typeof own.auroc.difference === "number" ? signed(own.auroc.difference) : "n/a",
      ...pair(own.sensitivity),
      ...pair(own.specificity),
    ];
  });
  const head = ["label", "yes own", "ext.", "AUROC own", "external (95 %)", "difference", "sens. own", "ext.", "spec. own", "ext."]; // prettier-ignore
  return [textTable([head, ...rows]), ""];
}

function pair({ iid, external }: Shift): string[] {
  return [short(iid), short(external)];
}

/** Why is said below. */
function short(metric: Metric): string {
  return typeof metric === "number" ? showFraction(metric) : "n/a";
}

function notesOf({ shift, thresholds, tests }: LabelsExternalResults): string[] {
  const { compared, labels } = shift;
  const all = compared.length === labels.length;
  const reasons = Object.values(shift.overall).flatMap(({ difference }) =>
    typeof difference === "number" ? [] : [difference.reason],
  );
  const unmeasured = tests.external.labels.flatMap(({ name, n, auroc }: MeasuredLabel) =>
    typeof auroc === "number" ? [] : [`${name} (${n === 0 ? "no answer is known" : auroc.reason})`],
  );
  return [
    all
      ? "means: over all labels, of either test"
      : `means: of either test over the ${compared.length} of ${labels.length} labels that both have rows of yes and of no of: ${compared.join(", ")}`,
    ...(unmeasured.length === 0 ? [] : [`without AUROC here: ${unmeasured.join(", ")}`]),
    "CP, CR, CF1: precision, recall and F1 as means over the labels; OP, OR, OF1: over all answers together",
    "mAP, precision and F1 follow the share of yes; AUROC, sensitivity and specificity do not",
    "reason" in thresholds
      ? `no thresholds: ${thresholds.reason}`
      : `thresholds: one a label, by F1 on the run's validation rows (${thresholdWords(thresholds)})`,
    ...[...new Set(reasons)].map((reason) => `n/a: ${reason}`),
  ];
}

function thresholdWords(
  thresholds: Exclude<LabelsExternalResults["thresholds"], Undefined>,
): string {
  if (thresholds.length > mostLabels) return "see results.json";
  return thresholds
    .map(
      ({ name, threshold, f1 }) =>
        `${name} ${showFraction(threshold)}${typeof f1 === "number" ? "" : ", nothing to choose by"}`,
    ) // prettier-ignore
    .join(", ");
}
