import { at } from "../../base/ndarray.js";
import type { Undefined } from "../metric.js";
import type { Estimate, TierFinding } from "./audit-results.js";
import { roundUpCount, show } from "./decide-verdict.js";
import { nearestToZero, type InterventionEffect } from "./intervention-effects.js";
import { usedEffect } from "./margins.js";

/** What was done to the pictures of an attribute, and what came of it. */
export interface UseEvidence {
  readonly attribute: string;
  /** Strongest evidence first. */
  readonly effects: readonly InterventionEffect[] | Undefined;
  /** In words: "tone, grain, frame, corners". */
  readonly parts: string;
  /** Subjects whose pictures took part. */
  readonly subjects: number;
}

/**
 * The tier *used* of one attribute, by these rules (margins: `margins.ts`):
 *
 * U1. **found**: an intervention changes the probability of a class, and the interval of the change, which holds for all
 *     interventions of the audit together, stays `weak` or more away from 0; *strong* where it stays `strong` or more away.
 * U2. **not found**: all intervals lie within ± `sought`. It is said of the parts that were exchanged, and of them alone.
 * U3. **cannot tell**: otherwise; about N ((half width / sought)² − 1) further subjects are needed, for the widest interval.
 */
export function useFinding(evidence: UseEvidence): TierFinding {
  const { effects, parts, attribute, subjects } = evidence;
  if ("reason" in effects) return { state: "cannot tell", evidence: effects.reason };
  const strongest = at(effects, 0);
  const away = nearestToZero(strongest);
  const common = { effect: sizeOf(strongest), p: strongest.p };
  if (away >= usedEffect.weak) {
    return {
      state: "found",
      strength: away >= usedEffect.strong ? "strong" : "weak",
      evidence: inWords(attribute, strongest),
      ...common,
    };
  }
  const reach = Math.max(...effects.map(({ interval: { low, high } }) => Math.max(-low, high)));
  if (reach <= usedEffect.sought) {
    return {
      state: "not found",
      evidence: `no exchange (${parts}) changes a probability by ${show(reach)} or more`,
      ...common,
    };
  }
  const widest = effects.reduce((left, right) => (widthOf(right) > widthOf(left) ? right : left));
  const share = widthOf(widest) / 2 / usedEffect.sought;
  return {
    state: "cannot tell",
    evidence: `a change of ${show(reach)} could be missed; ${inWords(attribute, widest)}`,
    effect: sizeOf(widest),
    p: widest.p,
    ...(share > 1 ? { needed: roundUpCount(subjects * (share * share - 1)) } : {}),
  };
}

function sizeOf({ effect, n, interval }: InterventionEffect): Estimate {
  return { value: effect, n, interval };
}

function widthOf({ interval: { low, high } }: InterventionEffect): number {
  return high - low;
}

function inWords(
  attribute: string,
  { part, value, class: name, effect, interval: { low, high }, n }: InterventionEffect,
): string {
  const done =
    part === "planted"
      ? `${attribute} ${value} put in or taken out`
      : `${part} of pictures with ${attribute} ${value} put in or taken out`;
  const sign = effect < 0 ? "" : "+";
  return `${done}: P(${name}) ${sign}${show(effect)} (${show(low)} to ${show(high)}), ${n} pictures`;
}
