import { decideOutcome, outcomeThresholds, type OutcomeKind } from "../evaluation/outcome.js";
import type { TestResult } from "../evaluation/results.js";
import { showFraction } from "./format.js";

export { gapBetween, labelCountOf, worstGroupOf, type OutcomeKind } from "../evaluation/outcome.js";

/** What happened, as a word to sort by and one sentence to read. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly sentence: string;
}

const { margin, largeGap, aboveChance } = outcomeThresholds;

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
 * The outcome of {@link decideOutcome} with its numbers in one sentence. "Falls for" above a gap of 0.20, else
 * "leans on".
 */
export function describeOutcome(tests: Readonly<Record<string, TestResult>>): Outcome {
  const outcome = decideOutcome(tests);
  const { kind } = outcome;
  if ("missing" in outcome) return { kind, sentence: `No conclusion: ${outcome.missing}.` };
  const { iid, inverted, gap, low, high, chance } = outcome.estimate;
  const both = `iid ${showFraction(iid)}, inverted ${showFraction(inverted)}`;
  const interval = `gap ${showFraction(gap)}, 95 % interval ${showFraction(low)} to ${showFraction(high)}`;
  switch (kind) {
    case "shortcut": {
      const verb = gap > largeGap ? "Falls for" : "Leans on";
      const below = inverted < chance ? `; inverted is below chance (${showFraction(chance)})` : "";
      return { kind, sentence: `${verb} the shortcut: ${both} (${interval})${below}.` };
    }
    case "anti-shortcut": {
      const why = "it works against the attribute instead of ignoring it, which is no success";
      return { kind, sentence: `Anti-shortcut: ${both} (${interval}); ${why}.` };
    }
    case "collapsed": {
      const why = `hardly above chance (${showFraction(chance)}), so a small gap is no success`;
      return { kind, sentence: `Collapsed: ${both}; iid is ${why}.` };
    }
    case "robust":
      return { kind, sentence: `No sign of the shortcut: ${both} (${interval}).` };
    case "no-conclusion": {
      const why = `but the interval is too wide (${interval}); more test images are needed`;
      return { kind, sentence: `No conclusion: ${both}, ${why}.` };
    }
  }
}
