import { at } from "../../base/ndarray.js";
import type { Undefined } from "../metric.js";
import type { Estimate, TierFinding } from "./audit-results.js";
import { roundUpCount, show } from "./decide-verdict.js";
import { nearestToZero, type InterventionEffect } from "./intervention-effects.js";
import { usedMargins } from "./margins.js";

/** What was done to the pictures of an attribute, and what came of it. */
export interface UseEvidence {
  readonly attribute: string;
  /** Strongest evidence first. */
  readonly effects: readonly InterventionEffect[] | Undefined;
  /** In words: "tone, grain, frame, corners". */
  readonly parts: string;
  /** Subjects whose pictures took part. */
  readonly subjects: number;
  /** Largest less smallest answer to the pictures as they are, of the column where these differ most. */
  readonly range: number;
  /** Of a number: the standard deviation of its true values, in its unit, above 0. Absent: effects are of probabilities. */
  readonly deviation?: number;
}

/**
 * The tier *used* of one attribute, by these rules (margins: `margins.ts`):
 *
 * U1. **found**: an intervention changes the probability of a class, or a number that is predicted, and the interval of the change, which holds for all
 *     interventions of the audit together, stays `weak` or more away from 0; *strong* where it stays `strong` or more away. A change of a number is held against
 *     the margins in standard deviations of its true values.
 * U2. **not found**: all intervals lie within ± `sought`, and the answers to the pictures as they are differ by more than that: of a model that says nearly the same
 *     of all, nothing could change them. It is said of the parts that were exchanged, and of them alone.
 * U3. **cannot tell**: otherwise; about N ((half width / sought)² − 1) further subjects are needed, for the widest interval.
 */
export function useFinding(evidence: UseEvidence): TierFinding {
  const { effects, parts, subjects, deviation } = evidence;
  if ("reason" in effects) return { state: "cannot tell", evidence: effects.reason };
  const { weak, strong, sought } = usedMargins(deviation);
  const strongest = at(effects, 0);
  const away = nearestToZero(strongest);
  const common = { effect: sizeOf(strongest), p: strongest.p };
  if (away >= weak) {
    return {
      state: "found",
      strength: away >= strong ? "strong" : "weak",
      evidence: inWords(evidence, strongest),
      ...common,
    };
  }
  const reach = Math.max(...effects.map(({ interval: { low, high } }) => Math.max(-low, high)));
  const what = deviation === undefined ? "a probability" : `predicted ${strongest.class}`;
  if (reach <= sought && evidence.range <= sought) {
    return {
      state: "cannot tell",
      evidence: `the model says nearly the same of all pictures: ${what} differs by ${show(evidence.range)} at most`,
      ...common,
    };
  }
  if (reach <= sought) {
    return {
      state: "not found",
      evidence: `no exchange (${parts}) changes ${what} by more than ${show(Math.ceil(100 * reach) / 100)}`,
      ...common,
    };
  }
  const widest = effects.reduce((left, right) => (widthOf(right) > widthOf(left) ? right : left));
  const share = widthOf(widest) / 2 / sought;
  return {
    state: "cannot tell",
    evidence: `a change of ${show(reach)} could be missed; ${inWords(evidence, widest)}`,
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
  { attribute, deviation }: UseEvidence,
  { part, value, class: name, effect, interval: { low, high }, n }: InterventionEffect,
): string {
  const done =
    part === "planted"
      ? `${attribute} ${value} put in or taken out`
      : `${part} of pictures with ${attribute} ${value} put in or taken out`;
  const sign = effect < 0 ? "" : "+";
  const [answer, spread] =
    deviation === undefined
      ? [`P(${name})`, ""]
      : [`predicted ${name}`, `, ${show(effect / deviation)} standard deviations`];
  return `${done}: ${answer} ${sign}${show(effect)} (${show(low)} to ${show(high)})${spread}, ${n} pictures`;
}
