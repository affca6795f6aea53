/** What `compare` hands over: one finished or failed run a setting, method and seed. */
import type { LabelsTestResult } from "../labels/labels-results.js";
import type { Metric, Undefined } from "../metric.js";
import type { CorrelatedAttribute } from "../metrics/error-correlation.js";
import type { BiasCorrection } from "../numbers/bias-correction.js";
import type { NumberTestResult } from "../numbers/number-results.js";
import type { TestResult } from "../results.js";

/** What every kind of target says of a test. */
export interface SetCounts {
  /** Rows. */
  readonly n: number;
  /** (Σ w)² / Σ w² (Kish); only where rows were weighted. */
  readonly effective_n?: number;
  readonly groups: readonly unknown[];
}

/** The types that belong to one kind of target. */
export interface TargetTypes {
  /** Of a test, in `results.json`. */
  readonly result: SetCounts | Undefined;
  /** Of a test, in `predictions.csv`. */
  readonly predictions: PredictedTestRows;
}

/** Of classes. */
export interface ClassTypes extends TargetTypes {
  readonly result: TestResult;
  readonly predictions: TestPredictions;
}

/** Of a number. */
export interface NumberTypes extends TargetTypes {
  readonly result: NumberTestResult;
  readonly predictions: NumberTestPredictions;
}

/** Of several answers of yes or no. */
export interface LabelsTypes extends TargetTypes {
  readonly result: LabelsTestResult;
  readonly predictions: LabelsTestPredictions;
}

/** One run of a comparison. */
export interface ComparisonCell<T extends TargetTypes = ClassTypes> {
  /** "" where there is one; otherwise what was varied, such as "data.plan.train=0.95". */
  readonly setting: string;
  /** As typed in compare: "mimm-x+rebalance"; the balanced-data ceiling is "multitask@balanced". */
  readonly method: string;
  readonly seed: number;
  /** `failed`: the reason in one line. */
  readonly outcome: FinishedCell<T> | { readonly failed: string };
}

/** What a finished run left in its folder, or with folds the runs of all of them together. */
export interface FinishedCell<T extends TargetTypes = ClassTypes> {
  /** `results.json`. */
  readonly results: { readonly tests: Readonly<Record<string, T["result"]>> };
  /** `metrics.jsonl`, in order of epochs; of folds the mean. */
  readonly epochs: readonly EpochCurve[];
  /**
   * `predictions.csv` by test name. A test without rows of its own (a cell-weighted estimate) may be given as the
   * rows of `iid` with `weights`; without an entry here it has no bootstrap interval.
   */
  readonly predictions: Readonly<Record<string, T["predictions"]>>;
}

/** One line of `metrics.jsonl`. */
export interface EpochCurve {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean training value of each loss term. */
  readonly terms: Readonly<Record<string, number>>;
  /** accuracy, balanced_accuracy, adjusted_accuracy, worst_group_accuracy, loss; of a number mae, adjusted_mae, worst_group_mae; of several answers mAP, macro_auroc, worst_group_auroc. */
  readonly validation: Readonly<Record<string, Metric>>;
}

/** Rows of one test, whatever is predicted; every column has one entry a row. */
export interface PredictedTestRows {
  readonly id: readonly string[];
  /** Rows of one subject are resampled together, in all methods and seeds at once. */
  readonly subject: readonly string[];
  /** [n], label x attributes, of several answers attributes alone: an index of `groupNames`, or -1 where an attribute is missing. */
  readonly group: Int32Array;
  readonly groupNames: readonly string[];
  /** [n], 0 or more; of a cell-weighted estimate only. */
  readonly weights?: Float64Array;
}

/** Predictions of classes on one test. */
export interface TestPredictions extends PredictedTestRows {
  /** [n], 0..classes-1. */
  readonly label: Int32Array;
  readonly classes: number;
  /** Row-major [n, classes]; rows sum to 1. */
  readonly probabilities: Float64Array;
  /** By name: the stratum [n] of each row, -1 where it has none. AUROC is also given within them. */
  readonly strata?: Readonly<Record<string, Int32Array>>;
}

/** Predictions of a number on one test. */
export interface NumberTestPredictions extends PredictedTestRows {
  /** [n], in the target's unit. */
  readonly targets: Float64Array;
  /** [n], in the same unit, not corrected. */
  readonly predictions: Float64Array;
  /** The run's own, fitted on its validation rows. */
  readonly correction: BiasCorrection | Undefined;
  /** By name; what is missing is -1 in classes and NaN in numbers. */
  readonly attributes: Readonly<Record<string, CorrelatedAttribute>>;
}

/** Predictions of several answers on one test. */
export interface LabelsTestPredictions extends PredictedTestRows {
  /** K names. */
  readonly labels: readonly string[];
  /** Row-major [n, K]: 1 yes, 0 no, -1 missing. */
  readonly answers: Int32Array;
  /** Row-major [n, K]: probability of yes, 0..1. */
  readonly scores: Float64Array;
  /** Row-major [n, K]: 1 where the row is called yes at the threshold that its own run chose; null: it chose none. */
  readonly chosen: Uint8Array | null;
}
