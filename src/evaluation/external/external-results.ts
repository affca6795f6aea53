/**
 * The shape of an evaluation's `results.json`, which docs/evaluate.md explains: keys in snake_case as they are written,
 * fractions in 0..1, and `{ "value": null, "reason": … }` where a number is undefined.
 */
import type { Interval } from "../intervals/interval.js";
import type { Metric, Undefined } from "../metric.js";
import type { CountedRate, OperatingPoint } from "../operating-point.js";
import type { SetResult } from "../results.js";

/** What is measured of the answers of one test, beside its `SetResult`. */
export interface AnswerMeasures {
  /** By subject. */
  readonly auroc_interval: Interval | Undefined;
  readonly brier: Metric;
  /** Expected calibration error. */
  readonly ece: Metric;
  /** At the threshold of the run's validation. */
  readonly operating_point: OperatingPoint | Undefined;
}

/** A test of an evaluation; one that the run does not have says so. */
export type MeasuredTest = (SetResult & AnswerMeasures) | Undefined;

/** The threshold that was chosen on the run's own validation rows. */
export interface ChosenThreshold {
  readonly rule: "youden";
  /** On these rows. */
  readonly split: "validation";
  readonly n: number;
  readonly value: Metric;
}

/** Rows that are not new to the run. */
export interface Overlap {
  /** Rows whose subject or image is among those that the run learnt from: its train and validation rows. */
  readonly learnt: number;
  /** The same for the rows of its test. */
  readonly tested: number;
  /** Of `learnt`: by subject; undefined where the pseudonyms have two keys. */
  readonly learnt_by_subject: Metric;
  /** Of `learnt`: by the content of the image file. */
  readonly learnt_by_image: number;
}

/** One metric on the run's own test and on the other cohort. */
export interface Shift {
  readonly iid: Metric;
  readonly external: Metric;
  /** external − iid. */
  readonly difference: Metric;
}

/** What every evaluation's `results.json` says of run and cohort. */
export interface EvaluationRecord {
  readonly schema: 1;
  readonly run: {
    readonly name: string;
    readonly method: string;
    readonly sampling: string;
    readonly seed: number;
  };
  readonly cohort: {
    /** Name of the cohort file. */
    readonly name: string;
    /** That were evaluated. */
    readonly rows: number;
    readonly subjects: number;
    /** Rows left out because their label is masked. */
    readonly label_masked: number;
    /** Classes, or bins of a number, of the run that no row has. */
    readonly absent_classes: readonly string[];
    /** Attributes of the run that the cohort does not have. */
    readonly absent_attributes: readonly string[];
  };
  readonly overlap: Overlap;
}

/** The content of an evaluation's `results.json`, of a run whose target is classes. */
export interface ExternalResults extends EvaluationRecord {
  readonly threshold: ChosenThreshold;
  readonly tests: { readonly external: SetResult & AnswerMeasures; readonly iid: MeasuredTest };
  readonly shift: Readonly<Record<ShiftMetric, Shift>>;
}

/** Rates at the threshold, by their key in `shift`. */
const rates = {
  sensitivity: "sensitivity",
  specificity: "specificity",
  accuracy_at_threshold: "accuracy",
} as const satisfies Readonly<Record<string, keyof OperatingPoint>>;
type RateMetric = keyof typeof rates;

/** Metrics whose shift is written, in the order in which they are shown. */
export const shiftMetrics = [
  "accuracy",
  "balanced_accuracy",
  "auroc",
  "adjusted_accuracy",
  "worst_group_accuracy",
  "brier",
  "ece",
  "sensitivity",
  "specificity",
  "accuracy_at_threshold",
] as const;
export type ShiftMetric = (typeof shiftMetrics)[number];

export function isRate(name: ShiftMetric): name is RateMetric {
  return Object.hasOwn(rates, name);
}

/** A rate at the threshold of a test. */
export function rateOf({ operating_point: point }: AnswerMeasures, name: RateMetric): CountedRate {
  return "reason" in point ? point : point[rates[name]];
}
