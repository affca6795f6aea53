import type {
  Difference,
  MeasureSummary,
  MethodComparison,
} from "../../evaluation/comparison/comparison.js";
import type { Metric } from "../../evaluation/metric.js";
import { showFraction } from "../format.js";

const mainMetrics = ["balanced_accuracy", "corrected_mae", "mAP"];
const worstGroupMetrics = [
  "worst_group_accuracy",
  "corrected_worst_group_mae",
  "worst_group_auroc",
];

/** A measure as tables name it. */
export interface NamedMeasure {
  readonly metric: string;
  readonly test: string | null;
}

/**
 * "iid", "worst group", "gap", "|corr| site": the main metric, balanced accuracy, MAE or mAP, goes by the name of its test alone.
 */
export function measureTitle({ metric, test }: NamedMeasure): string {
  if (worstGroupMetrics.includes(metric)) return "worst group";
  if (mainMetrics.includes(metric) && test !== null) return test;
  const [, size, attribute] = /^(abs_)?error_correlation_(.*)$/s.exec(metric) ?? [];
  if (attribute !== undefined && test !== null) {
    return size === undefined ? `corr ${attribute}, ${test}` : `|corr| ${attribute}`;
  }
  const name = { corrected_r2: "R²", mae: "raw MAE", r2: "raw R²" }[metric];
  if (name !== undefined && test !== null) return `${name}, ${test}`;
  const words = metric.replaceAll("_", " ").replace("auroc", "AUROC");
  return test === null ? metric : `${words}, ${test}`;
}

/** The same in a sentence: "balanced accuracy of the iid test". */
export function measurePhrase({ metric, test }: NamedMeasure): string {
  const name = {
    balanced_accuracy: "balanced accuracy",
    worst_group_accuracy: "the worst group",
    corrected_mae: "MAE after correction",
    corrected_worst_group_mae: "the worst group",
    worst_group_auroc: "the worst group",
  }[metric];
  return test === null
    ? `the ${metric}`
    : `${name ?? metric.replaceAll("_", " ")} of the ${test} test`;
}

/** The summary of a measure, undefined where the method has none. */
export function summaryIn(
  method: MethodComparison,
  { metric, test }: NamedMeasure,
): MeasureSummary | undefined {
  return test === null ? method.gap : method.tests[test]?.[metric];
}

/** "0.974" or "n/a"; the reasons stand elsewhere. */
export function showMean(metric: Metric | undefined): string {
  return typeof metric === "number" ? showFraction(metric) : "n/a";
}

/** "0.974 ± 0.004"; without the spread for one seed. */
export function showSummary(summary: MeasureSummary | undefined): string {
  if (summary === undefined || typeof summary.mean !== "number") return "n/a";
  return typeof summary.sd === "number"
    ? `${showFraction(summary.mean)} ± ${showFraction(summary.sd)}`
    : showFraction(summary.mean);
}

/** "0.930 to 0.951", or nothing. */
export function showInterval(
  interval:
    { readonly low: number; readonly high: number } | { readonly reason: string } | undefined,
): string {
  return interval === undefined || "reason" in interval
    ? ""
    : `${showFraction(interval.low)} to ${showFraction(interval.high)}`;
}

/** "+0.047", "-0.012", "0.000". */
export function showSigned(value: Metric | undefined): string {
  if (typeof value !== "number") return "n/a";
  const text = showFraction(value);
  return value > 0 && text !== "0.000" ? `+${text}` : text;
}

/** "p 0.018", "p < 0.001", or nothing: the corrected one. */
export function showP(difference: Difference | undefined): string {
  const t = difference?.paired_t;
  if (t === undefined || "reason" in t || typeof t.p_holm !== "number") return "";
  return t.p_holm < 0.001 ? "p < 0.001" : `p ${showFraction(t.p_holm)}`;
}

/** "a, b and c". */
export function listWords(words: readonly string[]): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** "5", or "4 of 5" where seeds failed. */
export function showSeeds({ seeds, failed_seeds: failed }: MethodComparison): string {
  return failed.length === 0
    ? String(seeds.length)
    : `${seeds.length} of ${seeds.length + failed.length}`;
}

/** "robust", or "shortcut" with "3 of 5" where seeds disagree. */
export function showOutcome({ outcome }: MethodComparison): { word: string; note: string } {
  if (outcome === null) return { word: "n/a", note: "" };
  const all = Object.values(outcome.counts).reduce((sum, count) => sum + count, 0);
  const own = outcome.counts[outcome.kind] ?? 0;
  return { word: outcome.kind, note: own === all ? "" : `${own} of ${all}` };
}
