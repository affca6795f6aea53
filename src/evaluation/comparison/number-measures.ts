import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../metric.js";
import type {
  CorrectedScores,
  NumberSetResult,
  NumberTestResult,
} from "../numbers/number-results.js";
import { gapOf, measuresOfTests, type Measure, type SetMetric } from "./measure.js";
import type { ResampledErrors, ResampledNumbers } from "./number-table.js";

type NumberMetric = SetMetric<NumberSetResult, ResampledNumbers>;
type NumberMeasure = Measure<NumberTestResult, ResampledNumbers>;

/** Starts of the names of measures of one attribute. */
export const correlationPrefix = "error_correlation_";
export const absolutePrefix = "abs_error_correlation_";

/** Errors of corrected predictions, then as predicted, in the order of `comparison.json`. */
const setMetrics: Readonly<Record<string, NumberMetric>> = {
  corrected_mae: corrected("mae", "lower"),
  corrected_worst_group_mae: corrected("worst_group_mae", "lower"),
  corrected_r2: corrected("r2", "higher"),
  mae: asPredicted("mae", "lower"),
  worst_group_mae: asPredicted("worst_group_mae", "lower"),
  r2: asPredicted("r2", "higher"),
};

function asPredicted(
  metric: keyof CorrectedScores & keyof ResampledErrors,
  direction: "higher" | "lower",
): NumberMetric {
  return { direction, valueOf: (set) => set[metric], resampled: (set) => set[metric] };
}

function corrected(
  metric: keyof CorrectedScores & keyof ResampledErrors,
  direction: "higher" | "lower",
): NumberMetric {
  return {
    direction,
    valueOf: ({ corrected: own }) =>
      own === undefined ? undefinedMetric("the run has no bias correction") : own[metric],
    resampled: ({ corrected: own }) => own[metric],
  };
}

/**
 * corr(error, attribute | target): with its sign, of which neither direction is better, and its absolute value, of which
 * lower is. Means of the first alone would take +0.5 and −0.5 of two seeds for none.
 */
function correlations(attribute: string): readonly (readonly [string, NumberMetric])[] {
  const valueOf = ({ error_correlation: own }: NumberSetResult): Metric =>
    own[attribute] ?? undefinedMetric(`no correlation with ${attribute}`);
  const resampled = ({ error_correlation: own }: ResampledNumbers) => own[attribute] ?? NaN;
  const absolute: NumberMetric = {
    direction: "lower",
    valueOf: (set) => {
      const value = valueOf(set);
      return typeof value === "number" ? Math.abs(value) : value;
    },
    resampled: (set) => Math.abs(resampled(set)),
  };
  return [
    [`${correlationPrefix}${attribute}`, { direction: null, valueOf, resampled }],
    [`${absolutePrefix}${attribute}`, absolute],
  ];
}

/**
 * The measures of a comparison of a number with these tests and attributes: errors of each test, their correlation with each
 * attribute, then the gap |iid − inverted| of the MAE after correction.
 */
export function numberMeasures(
  tests: readonly string[],
  attributes: readonly string[],
): NumberMeasure[] {
  const metrics = { ...setMetrics, ...Object.fromEntries(attributes.flatMap(correlations)) };
  const ofTests = measuresOfTests(tests, metrics);
  const gap: NumberMeasure = {
    metric: "gap",
    test: null,
    direction: "lower",
    tests: ["iid", "inverted"],
    valueIn: (results) => gapOf(results, correctedMae),
    resampled: (sets) => Math.abs(at(sets, 0).corrected.mae - at(sets, 1).corrected.mae),
  };
  return [...ofTests, gap];
}

function correctedMae({ corrected: own }: NumberSetResult): Metric {
  return own?.mae ?? undefinedMetric("the run has no bias correction");
}
