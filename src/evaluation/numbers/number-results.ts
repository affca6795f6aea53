/**
 * The shape of `results.json` of a run whose target is a number, which docs/run-folder.md explains. Errors are in the
 * unit of the target; there is no accuracy.
 */
import type { Metric, Undefined } from "../metric.js";
import type { AttributeResult, RunRecord } from "../results.js";
import type { BiasCorrection } from "./bias-correction.js";

/** Errors of one group: bin of the target x all attributes. Groups without rows are not listed. */
export interface NumberGroupResult {
  /** Value names, the target's bin first: "60..70, siteA". */
  readonly name: string;
  /** Number of the target's bin. */
  readonly label: number;
  /** Value name by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Rows. */
  readonly n: number;
  readonly mae: Metric;
  /** Mean of prediction − target: above 0 the group is predicted too high. */
  readonly mean_error: Metric;
}

/** What a correction of the predictions changes. */
export interface CorrectedScores {
  readonly mae: Metric;
  readonly rmse: Metric;
  readonly r2: Metric;
  readonly adjusted_mae: Metric;
  readonly worst_group_mae: Metric;
}

/** Results of one test or validation set. */
export interface NumberSetResult extends CorrectedScores {
  /** Rows. */
  readonly n: number;
  /** (Σ w)² / Σ w² (Kish); only where rows were weighted, as in cell-weighted estimates. */
  readonly effective_n?: number;
  readonly pearson: Metric;
  readonly groups: readonly NumberGroupResult[];
  /** corr(error, attribute | target) by attribute name. */
  readonly error_correlation: Readonly<Record<string, Metric>>;
  /** By attribute name; an attribute without a head is not listed. */
  readonly attributes: Readonly<Record<string, AttributeResult>>;
  /** The same of corrected predictions, where a correction was fitted. */
  readonly corrected?: CorrectedScores;
}

/** A set that could not be evaluated (an empty cell) says why. */
export type NumberTestResult = NumberSetResult | Undefined;

/** The content of `results.json`. */
export interface NumberRunResults extends RunRecord {
  readonly target: {
    readonly name: string;
    /** Null: not known. */
    readonly unit: string | null;
    /** Names of its bins, of which groups are made. */
    readonly bins: readonly string[];
  };
  /** Fitted on validation; or why there is none. */
  readonly bias_correction: BiasCorrection | Undefined;
  readonly validation: NumberTestResult;
  readonly tests: Readonly<Record<string, NumberTestResult>>;
}

/** Is it of a number? */
export function isNumberSet<Other extends object>(
  result: Other | NumberSetResult,
): result is NumberSetResult {
  return "mae" in result;
}

/** Are they of a run whose target is a number? */
export function isNumberRun<Classes extends object>(
  results: Classes | NumberRunResults,
): results is NumberRunResults {
  return "bias_correction" in results;
}
