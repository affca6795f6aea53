import type { Metric } from "../evaluation/metric.js";

/** A fraction with three digits, "0.974"; never "-0.000". */
export function showFraction(value: number): string {
  const text = value.toFixed(3);
  return text === "-0.000" ? "0.000" : text;
}

/** At most four digits that say something: a number of any unit, "91.54", "0.0123". */
export function showNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A metric with three digits, or "n/a (no positives)". */
export function showMetric(metric: Metric): string {
  return typeof metric === "number" ? showFraction(metric) : `n/a (${metric.reason})`;
}

/** A key of results.json as words: "worst_group_accuracy" is "worst group accuracy". */
export function metricTitle(key: string): string {
  return key.replaceAll("_", " ");
}

/** `text` cut to `length` characters, the last one an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
