import { detectableErrors } from "./margins.js";

/** A balanced accuracy of a probe, and what it rests on. */
export interface ProbeScore {
  /** 1 / values. */
  readonly chance: number;
  readonly effectiveRows: number;
}

/**
 * Balanced accuracy above chance that the probe with most effective rows would show in 80 of 100 audits by one test at level 0.05:
 * (z₀.₉₇₅ + z₀.₈) √(chance (1 − chance) / n). Infinity without a score: nothing would be seen.
 */
export function detectableExcess(scores: readonly ProbeScore[]): number {
  return Math.min(
    ...scores.map(
      ({ chance, effectiveRows }) =>
        detectableErrors * Math.sqrt((chance * (1 - chance)) / effectiveRows),
    ),
  );
}
