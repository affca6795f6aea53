import type { Metric } from "../metric.js";
import type { Shift } from "./external-results.js";
import {
  correctedShiftMetrics,
  numberShiftMetrics,
  type MeasuredNumberTest,
} from "./number-external-results.js";
import { difference } from "./shift.js";

const uncorrected = { value: null, reason: "the run has no bias correction" } as const;
const notThere = { value: null, reason: "the test does not have the attribute" } as const;

/**
 * Each error on the run's own test beside the other cohort: raw, then corrected by the run's own line, then
 * corr(error, attribute | target) of each attribute with its sign.
 * @param attributes names, in the run's order.
 */
export function numberShiftOf(
  iid: MeasuredNumberTest,
  external: MeasuredNumberTest,
  attributes: readonly string[],
): Record<string, Shift> {
  const shift = (metric: (test: Exclude<MeasuredNumberTest, { value: null }>) => Metric): Shift => {
    const [here, there] = [iid, external].map((test) => ("reason" in test ? test : metric(test)));
    return shiftBetween(here ?? notThere, there ?? notThere);
  };
  return Object.fromEntries([
    ...numberShiftMetrics.map((name) => [name, shift((test) => test[name])] as const),
    ...correctedShiftMetrics.map((name) => {
      const found = shift(({ corrected }) => corrected?.[name] ?? uncorrected);
      return [`corrected_${name}`, found] as const;
    }),
    ...attributes.map((name) => {
      const found = shift((test) => test.error_correlation[name] ?? notThere);
      return [`error_correlation_${name}`, found] as const;
    }),
  ]);
}

function shiftBetween(iid: Metric, external: Metric): Shift {
  return { iid, external, difference: difference(iid, external) };
}
