import type { Metric, Undefined } from "../metric.js";
import type { Verdict } from "./comparison.js";

/** Which way a metric is better; null: nearness to chance counts, neither way is better. */
export type Direction = "higher" | "lower" | null;

/** Largest corrected p of a finding. */
export const alpha = 0.05;

/** What a verdict rests on. */
export interface Evidence {
  readonly paired_t:
    { readonly p_holm: Metric; readonly low: number; readonly high: number } | Undefined;
  readonly bootstrap: { readonly low: number; readonly high: number } | Undefined;
}

/**
 * better, worse or no conclusion. A finding needs both: the Holm-corrected p of the paired t below 0.05, which
 * counts the spread over seeds and knows nothing of the test's subjects, and a bootstrap interval of the same sign,
 * which counts both but is too narrow for few seeds. Whatever is missing is a reason for no conclusion.
 */
export function decideVerdict(
  { paired_t: t, bootstrap }: Evidence,
  direction: Direction,
): { readonly verdict: Verdict; readonly because: string } {
  const open = (because: string) => ({ verdict: "no conclusion" as const, because });
  if (direction === null) return open("neither direction is better");
  if ("reason" in t) return open(t.reason);
  if (typeof t.p_holm !== "number") return open(t.p_holm.reason);
  if (t.p_holm >= alpha) return open(`the corrected p of the paired t is not below ${alpha}`);
  if ("reason" in bootstrap) return open(`no bootstrap interval: ${bootstrap.reason}`);
  const sign = t.low > 0 ? 1 : -1;
  if (sign > 0 ? bootstrap.low <= 0 : bootstrap.high >= 0) {
    return open("the bootstrap interval contains 0");
  }
  const isBetter = direction === "higher" ? sign > 0 : sign < 0;
  return {
    verdict: isBetter ? "better" : "worse",
    because: `the corrected p of the paired t is below ${alpha} and the bootstrap interval excludes 0`,
  };
}
