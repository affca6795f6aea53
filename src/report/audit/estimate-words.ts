import type { Estimate } from "../../evaluation/audit/audit-results.js";
import type { Metric } from "../../evaluation/metric.js";
import { metricTitle, showFraction, showMetric } from "../format.js";

const titles: Readonly<Record<string, string>> = {
  auroc: "AUROC",
  auprc: "AUPRC",
  f1: "F1",
  ece: "ECE",
  brier: "Brier score",
  mae: "MAE",
  r2: "R²",
  positive_rate: "called positive",
};

/** A measure of an audit in words: "balanced accuracy", "AUROC". */
export function measureTitle(measure: string): string {
  return titles[measure] ?? metricTitle(measure);
}

/** "0.831 (0.801 to 0.858)", "0.831 (no interval: one subject)" or "n/a (no positives)". */
export function showEstimate(estimate: Estimate): string {
  if (estimate.value === null) return showMetric(estimate);
  return `${showFraction(estimate.value)} (${showInterval(estimate)})`;
}

/** The interval alone, "0.801 to 0.858"; "" without a value. */
export function showInterval(estimate: Estimate): string {
  if (estimate.value === null) return "";
  const { interval } = estimate;
  return "reason" in interval
    ? `no interval: ${interval.reason}`
    : `${showFraction(interval.low)} to ${showFraction(interval.high)}`;
}

/** "p 0.012", "p < 0.001" or "p n/a (nothing to exchange)". */
export function showP(p: Metric): string {
  if (typeof p !== "number") return `p ${showMetric(p)}`;
  return p < 0.001 ? "p < 0.001" : `p ${showFraction(p)}`;
}

/** Value and ends of the interval, all that are known: what a scale must hold. */
export function extentOf(estimate: Estimate | undefined): number[] {
  if (estimate === undefined || estimate.value === null) return [];
  const { value, interval } = estimate;
  return "reason" in interval ? [value] : [value, interval.low, interval.high];
}
