/**
 * The shape of an evaluation's `results.json` where the target is several answers of yes or no, which docs/evaluate.md
 * explains: fractions in 0..1.
 */
import type { Interval } from "../intervals/interval.js";
import type { CalledLabels } from "../labels/called-labels.js";
import type { LabelResult, LabelsRunResults, LabelsSetResult } from "../labels/labels-results.js";
import type { Undefined } from "../metric.js";
import type { OperatingPoint } from "../operating-point.js";
import type { EvaluationRecord, Shift } from "./external-results.js";

const calls = ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const;
const chosenPrefix = "chosen_";

/** Means over labels that have an interval, in the order in which they are shown; `chosen_`: at the run's thresholds. */
export const labelsIntervalMetrics = [
  "mAP",
  "macro_auroc",
  ...calls,
  ...calls.map((name) => `${chosenPrefix}${name}` as const),
] as const;
export type LabelsIntervalMetric = (typeof labelsIntervalMetrics)[number];

/** Means over labels whose shift is written, in the order in which they are shown. */
export const labelsShiftMetrics = [
  "mAP",
  "macro_auroc",
  "adjusted_auroc",
  "worst_group_auroc",
  ...labelsIntervalMetrics.slice(2),
] as const;

/** Where a set has a metric of calls: its name in `at_half` or `at_chosen`, and which of the two; null: another metric. */
export function callOf(
  name: string,
): { readonly at: "at_half" | "at_chosen"; readonly name: keyof CalledLabels } | null {
  const isChosen = name.startsWith(chosenPrefix);
  const own = isChosen ? name.slice(chosenPrefix.length) : name;
  const found = calls.find((call) => call === own);
  return found === undefined ? null : { at: isChosen ? "at_chosen" : "at_half", name: found };
}

/** Metrics of one label whose shift is written; rates, precision and F1 at the run's threshold of the label. */
export const labelShiftMetrics = [
  "prevalence",
  "auroc",
  "auprc",
  "brier",
  "ece",
  "sensitivity",
  "specificity",
  "precision",
  "f1",
] as const;
export type LabelShiftMetric = (typeof labelShiftMetrics)[number];

/** A label of a test. */
export interface MeasuredLabel extends LabelResult {
  /** DeLong, by subject. */
  readonly auroc_interval: Interval | Undefined;
  /** At the threshold that the run chose for the label on its validation rows. */
  readonly operating_point: OperatingPoint | Undefined;
}

/** A test of an evaluation. */
export interface MeasuredLabelsSet extends Omit<LabelsSetResult, "labels"> {
  readonly labels: readonly MeasuredLabel[];
  /** 95 %, by subject, the thresholds left as they are. */
  readonly intervals: Readonly<Record<LabelsIntervalMetric, Interval | Undefined>>;
}

/** One that the run does not have says so. */
export type MeasuredLabelsTest = MeasuredLabelsSet | Undefined;

/** How the labels of one test compare with those of the other. */
export interface LabelsShift {
  /** Labels that both tests have rows of yes and of no of: the means of `overall` are over these, on both sides. */
  readonly compared: readonly string[];
  /** By the names of {@link labelsShiftMetrics}. */
  readonly overall: Readonly<Record<string, Shift>>;
  /** All labels of the run, in its order. */
  readonly labels: readonly {
    readonly name: string;
    readonly shift: Readonly<Record<LabelShiftMetric, Shift>>;
  }[];
}

/** The content of an evaluation's `results.json`, of a run whose target is several answers of yes or no. */
export interface LabelsExternalResults extends EvaluationRecord {
  readonly target: LabelsRunResults["target"];
  /** Those that the run chose on its own validation rows, one a label; or why there are none. */
  readonly thresholds: LabelsRunResults["thresholds"];
  readonly tests: { readonly external: MeasuredLabelsSet; readonly iid: MeasuredLabelsTest };
  readonly shift: LabelsShift;
}

/** Is it an evaluation of a run whose target is several answers? */
export function isLabelsEvaluation<Other extends EvaluationRecord>(
  results: Other | LabelsExternalResults,
): results is LabelsExternalResults {
  return "thresholds" in results;
}
