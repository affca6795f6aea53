import {
  isRate,
  rateOf,
  type ExternalResults,
  type ShiftMetric,
} from "../../evaluation/external/external-results.js";
import type { Interval } from "../../evaluation/intervals/interval.js";
import type { Undefined } from "../../evaluation/metric.js";
import { metricTitle, showFraction, showMetric } from "../format.js";
import { textTable } from "./text-table.js";

/** A run on its own test beside another cohort, as a text table: a line a metric, 95 % intervals where there are any. */
export function shiftTable({ shift, tests }: ExternalResults): string {
  const rows = Object.entries(shift).map(([name, { iid, external, difference }]) => [
    metricTitle(name),
    showMetric(iid),
    showMetric(external) + showInterval(intervalOf(tests.external, name as ShiftMetric)),
    typeof difference === "number" ? signed(difference) : "n/a",
  ]);
  return textTable([["", "own iid test", "external (95 %)", "difference"], ...rows]);
}

/** Null for metrics that have none. */
function intervalOf(
  external: ExternalResults["tests"]["external"],
  name: ShiftMetric,
): Interval | Undefined | null {
  if (name === "auroc") return external.auroc_interval;
  if (!isRate(name)) return null;
  const rate = rateOf(external, name);
  return "reason" in rate ? rate : rate.interval;
}

/** " (0.610–0.790)", or nothing. */
export function showInterval(interval: Interval | Undefined | null): string {
  if (interval === null || "reason" in interval) return "";
  return ` (${showFraction(interval.low)}–${showFraction(interval.high)})`;
}

/** A difference with its sign. */
export function signed(difference: number): string {
  const text = showFraction(difference);
  return difference > 0 && text !== "0.000" ? `+${text}` : text;
}
