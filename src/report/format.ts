import type { Metric } from "../evaluation/metric.js";

/** A fraction with two digits, "0.97"; never "-0.00". */
export function showFraction(value: number): string {
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text;
}

/** A metric with two digits, or "n/a (no positives)". */
export function showMetric(metric: Metric): string {
  return typeof metric === "number" ? showFraction(metric) : `n/a (${metric.reason})`;
}

/** `text` cut to `length` characters, the last one an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
