import type { Estimate } from "../../evaluation/audit/audit-results.js";
import { showFraction, showMetric } from "../format.js";
import type { Cell } from "../html/elements.js";
import { renderIntervalMark, type IntervalMark, type MarkScale } from "../plots/interval-mark.js";
import { showInterval } from "./estimate-words.js";

/** An estimate drawn on the scale of its column; below it as text the value, its interval and n. */
export function markCell(
  estimate: Estimate,
  scale: MarkScale,
  { kind, reference }: Pick<IntervalMark, "kind" | "reference">,
): Cell {
  if (estimate.value === null) return { text: showMetric(estimate), isText: true };
  const { value, interval, n } = estimate;
  const drawn = "reason" in interval ? null : interval;
  return {
    text: `${showFraction(value)}${kind === "worst" ? " worst" : ""}`,
    note: `${showInterval(estimate)}, n ${n}`,
    drawing: renderIntervalMark({ value, interval: drawn, kind, reference }, scale),
    isText: true,
  };
}
