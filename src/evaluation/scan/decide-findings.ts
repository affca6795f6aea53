import { at } from "../../base/ndarray.js";
import type { Metric, Undefined } from "../metric.js";
import { holmCorrection } from "../comparison/holm.js";
import type { ConditionalResult } from "./conditional-test.js";
import type { BeyondOthers, ScanFinding } from "./scan-results.js";

/**
 * The rules of the scan, in one place; docs/scan.md says them in words.
 *
 * 1. A column **tells** the target where its p, adjusted by Holm over all columns and targets, is at most {@link rules}.level and
 *    the lower end of its interval is above the margin.
 * 2. Of those, values (not numbers, and nothing measured on files) with an AUROC above 0.99 **may be the label**. They are flagged, and
 *    nothing is compared with them.
 * 3. The strongest of the others is **flagged**; of several that are as good, within two standard errors of the
 *    difference or {@link rules}.tie, the first in the order of the columns, which has causes first. Each column that is left is then asked what it says with the flagged ones held fixed. Where p, adjusted by
 *    Holm over the columns that are asked, is above the level, or the value is below the margin, it is **explained** by them, and not asked
 *    again. So on, until none is left.
 * 4. What follows from all that a picture shows (the size of its file) is flagged last, and explained without being asked by any
 *    property of files or images that is flagged.
 */
export const rules = {
  level: 0.05,
  margins: { auroc: 0.55, r2: 0.01 },
  /** Within strata: AUROC as outside, correlation of a number. */
  beyondMargins: { auroc: 0.55, r2: 0.1 },
  labelAuroc: 0.99,
  tie: 0.03,
} as const;

/** What is known of a column when it is decided upon. */
export interface Candidate {
  readonly name: string;
  readonly value: number;
  /** Lower end of the interval; undefined: null. */
  readonly low: number | null;
  readonly adjusted: number;
  /** True of values of tables and attributes. */
  readonly mayBeLabel: boolean;
  /** Measured on the file or its picture. */
  readonly isProperty: boolean;
  /** Rule 4. */
  readonly follows: boolean;
}

/** A finding, and the steps on the way. */
export interface Decided {
  readonly finding: ScanFinding;
  readonly beyond: readonly BeyondOthers[];
}

/** What the columns' rows answer; columns by their place. */
export interface AskColumns {
  /** What each of the columns `places` says with columns `given` held fixed. */
  beyond(
    places: readonly number[],
    given: readonly number[],
  ): readonly (ConditionalResult | Undefined)[];
  /** Standard error of the difference of their values. */
  differenceError(one: number, other: number): number;
}

/** Does the column tell the target (rule 1)? */
export function tells({ low, adjusted }: Candidate, statistic: "auroc" | "r2"): boolean {
  return adjusted <= rules.level && low !== null && low > rules.margins[statistic];
}

/** Findings of columns in their order, causes first. */
export function decideFindings(
  candidates: readonly Candidate[],
  statistic: "auroc" | "r2",
  ask: AskColumns,
): Decided[] {
  const findings = candidates.map((): ScanFinding => ({ kind: "not flagged" }));
  const beyond = candidates.map((): BeyondOthers[] => []);
  const isLabel = ({ mayBeLabel, value }: Candidate): boolean =>
    statistic === "auroc" && mayBeLabel && value > rules.labelAuroc;
  let left: number[] = [];
  for (const [place, candidate] of candidates.entries()) {
    if (!tells(candidate, statistic)) continue;
    if (isLabel(candidate)) findings[place] = { kind: "may be the label" };
    else left.push(place);
  }
  const given: number[] = [];
  while (left.length > 0) {
    const leader = strongest(left, candidates, ask);
    findings[leader] = { kind: "flagged" };
    given.push(leader);
    left = left.filter((place) => place !== leader);
    const names = given.map((place) => at(candidates, place).name);
    if (at(candidates, leader).isProperty) {
      left = left.filter((place) => {
        const { follows } = at(candidates, place);
        if (follows) findings[place] = { kind: "explained", by: names };
        return !follows;
      });
    }
    const answers = ask.beyond(left, given);
    const adjusted = holmCorrection(answers.map((own) => ("p" in own ? own.p : 1)));
    const asked = left;
    left = asked.filter((place, index) => {
      const own = at(answers, index);
      const p = at(adjusted, index);
      beyond[place]?.push(stepOf(own, p, names));
      const says = "p" in own && p <= rules.level && own.value > rules.beyondMargins[statistic];
      if (!says) findings[place] = { kind: "explained", by: names };
      return says;
    });
  }
  return findings.map((finding, place) => ({ finding, beyond: at(beyond, place) }));
}

function stepOf(
  own: ConditionalResult | Undefined,
  p: number,
  given: readonly string[],
): BeyondOthers {
  const value: Metric = "p" in own ? own.value : own;
  return { given, value, p: "p" in own ? p : own };
}

function strongest(
  all: readonly number[],
  candidates: readonly Candidate[],
  ask: AskColumns,
): number {
  const valueOf = (place: number): number => at(candidates, place).value;
  const first = all.filter((place) => !at(candidates, place).follows);
  const places = first.length > 0 ? first : all;
  const best = places.reduce((one, other) => (valueOf(other) > valueOf(one) ? other : one));
  const isAsGood = (place: number): boolean =>
    valueOf(best) - valueOf(place) <= Math.max(rules.tie, 2 * ask.differenceError(best, place));
  return places.find(isAsGood) ?? best;
}
