import { normal975 } from "./intervals/normal.js";
import type { Metric } from "./metric.js";
import type { GroupResult, SetResult, TestResult } from "./results.js";

export type OutcomeKind = "shortcut" | "anti-shortcut" | "collapsed" | "robust" | "no-conclusion";

/** Numbers behind an outcome: balanced accuracies, gap = iid − inverted with its 95 % interval, chance = 1/K. */
export interface GapEstimate {
  readonly iid: number;
  readonly inverted: number;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  /** Upper end of the interval of iid. */
  readonly iidHigh: number;
  readonly chance: number;
}

/** The word, and the numbers that decided it or the reason why there are none. */
export type DecidedOutcome =
  | { readonly kind: OutcomeKind; readonly estimate: GapEstimate }
  | { readonly kind: "no-conclusion"; readonly missing: string };

/** Thresholds of {@link decideOutcome}, as fractions. */
export const outcomeThresholds = {
  /** Gaps within this are no finding. */
  margin: 0.05,
  /** Above this gap a model "falls for" the shortcut; below, it "leans on" it. */
  largeGap: 0.2,
  /** An iid accuracy this close to chance has lost the task. */
  aboveChance: 0.1,
} as const;

/**
 * What the tests of one run say about the shortcut: the only place where the word is decided.
 *
 * From balanced accuracy: gap = iid − inverted with a 95 % interval (gap ± 1.96·√(se_iid² + se_inverted²)),
 * chance = 1/K. The first rule that holds decides:
 *
 * 1. *no-conclusion*: one of the two tests is missing or has no balanced accuracy.
 * 2. *shortcut*: gap > 0.05 and the interval is above 0.
 * 3. *anti-shortcut*: gap < −0.05 and the interval is below 0. Working against the attribute is no success.
 * 4. *collapsed*: iid ≤ chance + 0.10, and its own upper limit ≤ chance + 0.20: the task is lost.
 * 5. *robust*: the interval of the gap lies within ±0.10.
 * 6. *no-conclusion*: the interval is too wide.
 *
 * Tests alone show a disparity, not its cause: a model blind to the attribute can have a gap when the
 * groups differ in difficulty.
 */
export function decideOutcome(tests: Readonly<Record<string, TestResult>>): DecidedOutcome {
  const missing = missingValue(tests);
  if (missing !== null) return { kind: "no-conclusion", missing };
  const estimate = estimateGap(tests);
  return { kind: kindOf(estimate), estimate };
}

function kindOf({ iid, gap, low, high, iidHigh, chance }: GapEstimate): OutcomeKind {
  const { margin, aboveChance } = outcomeThresholds;
  if (gap > margin && low > 0) return "shortcut";
  if (gap < -margin && high < 0) return "anti-shortcut";
  if (iid <= chance + aboveChance && iidHigh <= chance + 2 * aboveChance) return "collapsed";
  return low > -2 * margin && high < 2 * margin ? "robust" : "no-conclusion";
}

/** |iid − inverted| of the balanced accuracies; undefined where one is missing. */
export function gapBetween(tests: Readonly<Record<string, TestResult>>): Metric {
  const missing = missingValue(tests);
  if (missing !== null) return { value: null, reason: missing };
  return Math.abs(estimateGap(tests).gap);
}

/** The group that has the set's worst-group accuracy; undefined when that is undefined. */
export function worstGroupOf(set: SetResult): GroupResult | undefined {
  return set.groups.find(
    ({ accuracy }) => typeof accuracy === "number" && accuracy === set.worst_group_accuracy,
  );
}

/** Number of labels that occur in the set's groups. */
export function labelCountOf(set: SetResult): number {
  return new Set(set.groups.map(({ label }) => label)).size;
}

/** Why a gap cannot be computed, or null. */
function missingValue(tests: Readonly<Record<string, TestResult>>): string | null {
  for (const name of ["iid", "inverted"]) {
    const test = tests[name];
    if (test === undefined) return `there is no ${name} test`;
    if ("reason" in test) return `the ${name} test is n/a (${test.reason})`;
    const { balanced_accuracy: value } = test;
    if (typeof value !== "number") {
      return `balanced accuracy of the ${name} test is n/a (${value.reason})`;
    }
  }
  return null;
}

/** Both tests have a balanced accuracy. */
function estimateGap(tests: Readonly<Record<string, TestResult>>): GapEstimate {
  const [iid, inverted] = [estimate(tests.iid), estimate(tests.inverted)];
  const gap = iid.value - inverted.value;
  const half = normal975 * Math.hypot(iid.standardError, inverted.standardError);
  return {
    iid: iid.value,
    inverted: inverted.value,
    gap,
    low: gap - half,
    high: gap + half,
    iidHigh: iid.value + normal975 * iid.standardError,
    chance: 1 / iid.classes,
  };
}

/**
 * Balanced accuracy and its standard error: se² = K⁻²·Σ_k p(1 − p)/m over the K classes, where each class
 * gets two hits and two misses added, so that p = (hits + 2)/(n + 4) and m = n + 4 (Agresti and Caffo 2000):
 * ten of ten right are not taken for certainty. Weighted tests count their effective n. Rows count as
 * independent: with several images a subject the interval is too narrow.
 */
function estimate(set: TestResult | undefined): {
  value: number;
  standardError: number;
  classes: number;
} {
  if (set === undefined || "reason" in set || typeof set.balanced_accuracy !== "number") {
    return { value: NaN, standardError: NaN, classes: NaN };
  }
  const share = (set.effective_n ?? set.n) / set.n;
  const counts = new Map<number, { n: number; hits: number }>();
  for (const { label, n, accuracy } of set.groups) {
    if (typeof accuracy !== "number") continue;
    const count = counts.get(label) ?? { n: 0, hits: 0 };
    count.n += n * share;
    count.hits += n * share * accuracy;
    counts.set(label, count);
  }
  const classes = counts.size;
  let variance = 0;
  for (const { n, hits } of counts.values()) {
    const p = (hits + 2) / (n + 4);
    variance += (p * (1 - p)) / (n + 4) / classes ** 2;
  }
  return { value: set.balanced_accuracy, standardError: Math.sqrt(variance), classes };
}
