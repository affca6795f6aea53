import type { Metric } from "../metric.js";
import { undefinedMetric } from "../metric.js";
import type { AuditVerdict, Estimate, TierFinding } from "./audit-results.js";
import { normalCdf } from "../intervals/normal.js";
import { auditAlpha, detectableErrors, smallestEffect, soughtEffect } from "./margins.js";

/** Why there is no number of further subjects: it depends on which groups and classes they are of. */
export const tooFewGroups = "fewer than two groups are large enough to compare";

/** A size that may matter: a gap between two groups, or the drop where the association is turned round. */
export interface Effect {
  /** What is compared, for "a gap in balanced accuracy of 0.10 would have been seen". */
  readonly name: string;
  /** In words, with its numbers but for the size: "sensitivity 0.71 (male) against 0.84 (female), gap". */
  readonly what: string;
  readonly size: Estimate;
  /** Size that would be seen in 80 of 100 audits. */
  readonly detectable: Metric;
  /** Differences that it is the most extreme of: the pairs of ranked groups; 1 of the drop. */
  readonly pairs: number;
  /** Does "nothing found" rest on it? */
  readonly isSought: boolean;
}

/** What the tier *disparity* is decided by, of one attribute and one target. */
export interface DisparityEvidence {
  /** Of the conditional test, adjusted over attributes × targets. */
  readonly p: Metric;
  /** In words, as it was adjusted: "Holm over 6 tests". */
  readonly correction: string;
  readonly effects: readonly Effect[];
  /** What an effect is divided by before it is held against the margins: 1, or of a number its standard deviation. */
  readonly unit: number;
  readonly kind: "share" | "number";
  /** Subjects of the audit. */
  readonly subjects: number;
}

/** What a door did not look at. */
export function notExamined(reason: string): TierFinding {
  return { state: "not examined", evidence: reason };
}

/**
 * The tier *disparity* of one attribute and one target, by these rules (α = 0.05; margins: `margins.ts`):
 *
 * D1. **found**: the adjusted p of the conditional test is at most α, *and* an effect (a gap between two ranked groups in
 *     balanced accuracy, AUROC, sensitivity or specificity, or the drop; of a number in mean absolute or mean error) is at
 *     least as large as the smallest that matters, has an interval without 0, and is beyond chance for the most extreme of
 *     its pairs of groups: pairs · 2 (1 − Φ(|size| / standard error)) ≤ α. Of several the largest is named. A drop below 0,
 *     better where the association is turned round, counts too.
 * D2. **cannot tell**: there is no test, or no effect to seek since fewer than two groups are ranked, or an effect of the
 *     sought size could be missed: the larger of the detectable gap in balanced accuracy (of a number in mean absolute
 *     error) and the detectable drop is above it. Then about N ((detectable / sought)² − 1) further subjects like these are
 *     needed, N those of the audit, since a standard error falls with the square root of the number.
 * D3. **not found**: otherwise; an effect of the sought size would have been seen in 80 of 100 audits, by one test at level α:
 *     the correction over many attributes leaves fewer.
 */
export function disparityFinding(evidence: DisparityEvidence): TierFinding {
  const { p, effects, kind, unit, subjects } = evidence;
  const largest = largestOf(effects.filter((effect) => matters(effect, kind, unit)));
  const inWords = pInWords(evidence);
  if (largest !== undefined && typeof p === "number" && p <= auditAlpha) {
    return {
      state: "found",
      evidence: `${largest.what} ${showSize(largest.size)}; ${inWords}`,
      effect: largest.size,
      p,
    };
  }
  const sought = effects.filter(({ isSought }) => isSought);
  const named = largestOf(sought);
  const seen = named === undefined ? "" : `; ${named.what} ${showSize(named.size)}`;
  const common = { p, ...(named === undefined ? {} : { effect: named.size }) };
  if (typeof p !== "number") return { state: "cannot tell", evidence: p.reason, ...common };
  const weakest = weakestOf(sought);
  if (weakest === null) {
    const needed = undefinedMetric(tooFewGroups);
    return { state: "cannot tell", evidence: `${needed.reason}; ${inWords}`, ...common, needed };
  }
  const limit = soughtEffect[kind];
  const share = weakest.detectable / unit / limit;
  if (share > 1) {
    return {
      state: "cannot tell",
      evidence: `a ${weakest.name} below ${show(weakest.detectable)} could be missed; ${inWords}${seen}`,
      ...common,
      needed: roundUpCount(subjects * (share * share - 1)),
    };
  }
  return {
    state: "not found",
    evidence: `a ${weakest.name} of ${show(limit * unit)} would have been seen; ${inWords}${seen}`,
    ...common,
  };
}

/**
 * The verdict on one attribute and one target, from three tiers that are kept apart:
 *
 * V1. **used** (weak, strong): the tier *used* was found, which only an intervention can.
 * V2. **disparity** (cause open): the tier *disparity* was found, and *used* was not. A model that is blind to the
 *     attribute can show it, where cases of one group are harder or more severe.
 * V3. **cannot tell**: otherwise, where a tier that was examined cannot tell; so many more subjects as the most demanding
 *     of them needs.
 * V4. **encoded only**: otherwise, where the tier *encoded* was found: the features hold the attribute, and nothing shows
 *     that answers depend on it.
 * V5. **nothing found**: otherwise. Where no tier was examined, **cannot tell**.
 *
 * A tier that is not examined decides nothing; it stands beside the verdict, so "nothing found" of predictions alone says
 * nothing of encoded and used.
 */
export function decideVerdict(tiers: AuditVerdict["tiers"]): AuditVerdict {
  const { encoded, disparity, used } = tiers;
  if (used.state === "found") {
    return {
      kind: "used",
      ...(used.strength === undefined ? {} : { strength: used.strength }),
      line: used.evidence,
      tiers,
    };
  }
  if (disparity.state === "found") {
    return { kind: "disparity", line: `${disparity.evidence}; cause open`, tiers };
  }
  const examined = [disparity, used, encoded].filter(({ state }) => state !== "not examined");
  const open = examined.filter(({ state }) => state === "cannot tell");
  const [first] = examined;
  if (open.length > 0 || first === undefined) {
    const needed = mostNeeded(open);
    return {
      kind: "cannot tell",
      line: open[0]?.evidence ?? disparity.evidence,
      tiers,
      ...(needed === undefined ? {} : { needed }),
    };
  }
  if (encoded.state === "found") return { kind: "encoded only", line: encoded.evidence, tiers };
  return { kind: "nothing found", line: first.evidence, tiers };
}

function mostNeeded(open: readonly TierFinding[]): Metric | undefined {
  const numbers = open.flatMap(({ needed }) => (typeof needed === "number" ? [needed] : []));
  return numbers.length > 0 ? Math.max(...numbers) : open.find(({ needed }) => needed)?.needed;
}

/** At least the smallest effect, with an interval on one side of 0, the choice of the pair allowed for. */
function matters(
  { size, detectable, pairs }: Effect,
  kind: "share" | "number",
  unit: number,
): boolean {
  if ("reason" in size || "reason" in size.interval) return false;
  const { low, high } = size.interval;
  const isLarge = Math.abs(size.value) / unit >= smallestEffect[kind] - 1e-12;
  if (!isLarge || !(low > 0 || high < 0)) return false;
  if (typeof detectable !== "number") return true;
  const z = Math.abs(size.value) / (detectable / detectableErrors);
  return pairs * 2 * (1 - normalCdf(z)) <= auditAlpha;
}

function largestOf(effects: readonly Effect[]): Effect | undefined {
  const sizeOf = ({ size }: Effect) => ("reason" in size ? -1 : Math.abs(size.value));
  return effects.reduce<Effect | undefined>(
    (best, effect) => (best === undefined || sizeOf(effect) > sizeOf(best) ? effect : best),
    undefined,
  );
}

/** The sought effect that is hardest to see, and the size at which it is seen. */
function weakestOf(sought: readonly Effect[]) {
  return sought.reduce<{ readonly name: string; readonly detectable: number } | null>(
    (worst, { name, detectable }) =>
      typeof detectable === "number" && !(worst !== null && worst.detectable >= detectable)
        ? { name, detectable }
        : worst,
    null,
  );
}

function pInWords({ p, correction }: DisparityEvidence): string {
  return typeof p === "number" ? `p ${showP(p)} given the label, ${correction}` : p.reason;
}

function showSize(size: Estimate): string {
  if ("reason" in size) return `n/a (${size.reason})`;
  const { interval } = size;
  return "reason" in interval
    ? `${show(size.value)} (no interval: ${interval.reason})`
    : `${show(size.value)} (${show(interval.low)} to ${show(interval.high)})`;
}

/** Two digits after the point; of numbers beyond 1 three significant ones. */
export function show(value: number): string {
  const text = Math.abs(value) < 10 ? value.toFixed(2) : value.toPrecision(3);
  return text === "-0.00" ? "0.00" : text;
}

/** Two digits after the point; of small p one significant digit. */
export function showP(p: number): string {
  return p < 0.01 ? p.toPrecision(1) : p.toFixed(2);
}

/** To two significant digits, upwards: the formulas of what is needed know no more. */
export function roundUpCount(count: number): number {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.ceil(count / scale) * scale;
}
