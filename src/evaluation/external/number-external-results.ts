/**
 * The shape of an evaluation's `results.json` where the target is a number, which docs/evaluate.md explains. Errors are in
 * the unit of the run's target.
 */
import type { Interval } from "../intervals/interval.js";
import type { Metric, Undefined } from "../metric.js";
import type { BiasCorrection } from "../numbers/bias-correction.js";
import type {
  CorrectedScores,
  NumberRunResults,
  NumberSetResult,
  NumberTestResult,
} from "../numbers/number-results.js";
import type { EvaluationRecord, Shift } from "./external-results.js";

/** What is measured of predictions beside a set's results, raw or corrected. */
export interface ErrorMeasures {
  /** Mean of prediction − target: above 0 all are predicted too high. */
  readonly mean_error: Metric;
  /** By subject, the correction left as it is. */
  readonly mae_interval: Interval | Undefined;
}

/** The true numbers of a set: R² depends on how far they spread. */
export interface LabelSpread {
  readonly mean: number;
  /** Over the rows, n in the denominator. */
  readonly standard_deviation: number;
  readonly least: number;
  readonly greatest: number;
}

/** A test of an evaluation. */
export interface MeasuredNumberSet extends Omit<NumberSetResult, "corrected">, ErrorMeasures {
  readonly labels: LabelSpread;
  /** Of corr(error, attribute | target), by attribute name, by subject; the same after a correction. */
  readonly error_correlation_interval: Readonly<Record<string, Interval | Undefined>>;
  readonly corrected?: CorrectedScores & ErrorMeasures;
}

/** One that the run does not have says so. */
export type MeasuredNumberTest = MeasuredNumberSet | Undefined;

/** The content of an evaluation's `results.json`, of a run whose target is a number. */
export interface NumberExternalResults extends EvaluationRecord {
  readonly target: NumberRunResults["target"];
  /** The line that the run fitted on its own validation rows, and nothing else; or why there is none. */
  readonly bias_correction: BiasCorrection | Undefined;
  readonly tests: { readonly external: MeasuredNumberSet; readonly iid: MeasuredNumberTest };
  /** The tests of the run, as its own `results.json` has them. */
  readonly own: Readonly<Record<string, NumberTestResult>>;
  /** By the names of {@link numberShiftMetrics}, then `error_correlation_<attribute>`. */
  readonly shift: Readonly<Record<string, Shift>>;
}

const rawMetrics = ["mae", "rmse", "mean_error", "r2", "adjusted_mae", "worst_group_mae"] as const;

/** Metrics of raw predictions whose shift is written, in the order in which they are shown. */
export const numberShiftMetrics = [...rawMetrics, "pearson"] as const;

/** Metrics of corrected predictions whose shift is written, as `corrected_<name>`. */
export const correctedShiftMetrics = rawMetrics;

/** Is it an evaluation of a run whose target is a number? */
export function isNumberEvaluation<Classes extends EvaluationRecord>(
  results: Classes | NumberExternalResults,
): results is NumberExternalResults {
  return "bias_correction" in results;
}
