import { decideOutcome, type OutcomeKind } from "../outcome.js";
import type { TestResult } from "../results.js";
import type { OutcomeSummary } from "./comparison.js";

/** From the least to the most flattering. */
const order: readonly OutcomeKind[] = [
  "collapsed",
  "shortcut",
  "anti-shortcut",
  "no-conclusion",
  "robust",
];

/**
 * The outcome of each seed by `decideOutcome`, counted; of equally frequent ones the less flattering is the
 * summary.
 */
export function summariseOutcomes(
  seeds: readonly Readonly<Record<string, TestResult>>[],
): OutcomeSummary | null {
  const found = seeds.map((tests) => decideOutcome(tests).kind);
  const counted = order
    .map((kind) => [kind, found.filter((one) => one === kind).length] as const)
    .filter(([, count]) => count > 0);
  const [first, ...rest] = counted;
  if (first === undefined) return null;
  const [kind] = rest.reduce((best, entry) => (entry[1] > best[1] ? entry : best), first);
  return { kind, counts: Object.fromEntries(counted) };
}
