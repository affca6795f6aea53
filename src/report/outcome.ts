import type { Metric } from "../evaluation/metric.js";
import type { GroupResult, SetResult, TestResult } from "../evaluation/results.js";
import { showFraction, showMetric } from "./format.js";

export type OutcomeKind = "shortcut" | "anti-shortcut" | "collapsed" | "robust" | "no-conclusion";

/** What happened, as a word to sort by and one sentence to read. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly sentence: string;
}

/** Gaps within this are no finding. */
const margin = 0.05;
/** Above this gap a model "falls for" the shortcut; below, it "leans on" it. */
const largeGap = 0.2;
/** An iid accuracy this close to chance has lost the task. */
const aboveChance = 0.1;
/** 0.975 quantile of the standard normal. */
const z = 1.959963984540054;

/**
 * The rule of each outcome in plain words, in the order in which they are tried; docs/run-folder.md has the same
 * sentences.
 */
export const outcomeRules = {
  shortcut:
    `the gap iid − inverted is above ${margin} and its 95 % interval lies above 0, however high both accuracies ` +
    `are (“falls for” above ${largeGap}, else “leans on”)`,
  "anti-shortcut": `the gap is below −${margin} and its 95 % interval lies below 0`,
  collapsed:
    `no such gap, but iid is at most ${aboveChance} above chance, and the upper end of its own interval at most ` +
    `${2 * aboveChance} above chance`,
  robust: `none of these, and the whole interval of the gap lies between −${2 * margin} and ${2 * margin}`,
  "no-conclusion":
    "the iid or the inverted test has no balanced accuracy, or the interval of the gap is too wide for any of " +
    "the other words",
} as const satisfies Record<OutcomeKind, string>;

/**
 * What the tests of one run say about the shortcut: the only place where the words are decided.
 *
 * From balanced accuracy: gap = iid − inverted with a 95 % interval (see {@link gapOf}), chance = 1/K.
 * The first rule that holds decides:
 *
 * 1. *no-conclusion*: one of the two tests is missing or has no balanced accuracy.
 * 2. *shortcut*: gap > 0.05 and the interval is above 0. "Falls for" above 0.20, else "leans on".
 * 3. *anti-shortcut*: gap < −0.05 and the interval is below 0. Working against the attribute is no success.
 * 4. *collapsed*: iid ≤ chance + 0.10, and its own upper limit ≤ chance + 0.20: the task is lost.
 * 5. *robust*: the interval of the gap lies within ±0.10.
 * 6. *no-conclusion*: the interval is too wide.
 *
 * Tests alone show a disparity, not its cause: a model blind to the attribute can have a gap when the
 * groups differ in difficulty.
 */
export function describeOutcome(tests: Readonly<Record<string, TestResult>>): Outcome {
  const missing = missingValue(tests);
  if (missing !== null) return { kind: "no-conclusion", sentence: `No conclusion: ${missing}.` };
  const { iid, inverted, gap, low, high, iidHigh, chance } = gapOf(tests);
  const both = `iid ${showFraction(iid)}, inverted ${showFraction(inverted)}`;
  const interval = `gap ${showFraction(gap)}, 95 % interval ${showFraction(low)} to ${showFraction(high)}`;
  if (gap > margin && low > 0) {
    const verb = gap > largeGap ? "Falls for" : "Leans on";
    const below = inverted < chance ? `; inverted is below chance (${showFraction(chance)})` : "";
    return { kind: "shortcut", sentence: `${verb} the shortcut: ${both} (${interval})${below}.` };
  }
  if (gap < -margin && high < 0) {
    const why = "it works against the attribute instead of ignoring it, which is no success";
    return { kind: "anti-shortcut", sentence: `Anti-shortcut: ${both} (${interval}); ${why}.` };
  }
  if (iid <= chance + aboveChance && iidHigh <= chance + 2 * aboveChance) {
    const why = `hardly above chance (${showFraction(chance)}), so a small gap is no success`;
    return { kind: "collapsed", sentence: `Collapsed: ${both}; iid is ${why}.` };
  }
  if (low > -2 * margin && high < 2 * margin) {
    return { kind: "robust", sentence: `No sign of the shortcut: ${both} (${interval}).` };
  }
  const sentence = `No conclusion: ${both}, but the interval is too wide (${interval}); more test images are needed.`;
  return { kind: "no-conclusion", sentence };
}

/** |iid − inverted| of the balanced accuracies; undefined where one is missing. */
export function gapBetween(tests: Readonly<Record<string, TestResult>>): Metric {
  const missing = missingValue(tests);
  if (missing !== null) return { value: null, reason: missing };
  return Math.abs(gapOf(tests).gap);
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
    if ("reason" in test) return `the ${name} test is ${showMetric(test)}`;
    if (typeof test.balanced_accuracy !== "number") {
      return `balanced accuracy of the ${name} test is ${showMetric(test.balanced_accuracy)}`;
    }
  }
  return null;
}

interface Gap {
  readonly iid: number;
  readonly inverted: number;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  readonly iidHigh: number;
  readonly chance: number;
}

/** Gap with the interval gap ± 1.96·√(se_iid² + se_inverted²); both tests have a balanced accuracy. */
function gapOf(tests: Readonly<Record<string, TestResult>>): Gap {
  const [iid, inverted] = [estimate(tests.iid), estimate(tests.inverted)];
  const gap = iid.value - inverted.value;
  const half = z * Math.hypot(iid.standardError, inverted.standardError);
  return {
    iid: iid.value,
    inverted: inverted.value,
    gap,
    low: gap - half,
    high: gap + half,
    iidHigh: iid.value + z * iid.standardError,
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
