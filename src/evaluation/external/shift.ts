import { undefinedMetric, type Metric } from "../metric.js";
import {
  isRate,
  rateOf,
  shiftMetrics,
  type MeasuredTest,
  type Shift,
  type ShiftMetric,
} from "./external-results.js";

/** Each metric on the run's own test beside the other cohort. */
export function shiftOf(iid: MeasuredTest, external: MeasuredTest): Record<ShiftMetric, Shift> {
  const shifts = shiftMetrics.map((name) => {
    const [here, there] = [metricOf(iid, name), metricOf(external, name)];
    return [name, { iid: here, external: there, difference: difference(here, there) }] as const;
  });
  return Object.fromEntries(shifts) as Record<ShiftMetric, Shift>;
}

function metricOf(test: MeasuredTest, name: ShiftMetric): Metric {
  if ("reason" in test) return test;
  if (!isRate(name)) return test[name];
  const rate = rateOf(test, name);
  return "reason" in rate ? rate : rate.value;
}

/** external − iid; undefined where one of them is, which is said. */
export function difference(iid: Metric, external: Metric): Metric {
  if (typeof iid !== "number") return undefinedMetric(`iid: ${iid.reason}`);
  if (typeof external !== "number") return undefinedMetric(`external: ${external.reason}`);
  return external - iid;
}
