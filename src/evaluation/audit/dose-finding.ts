import type { DoseResponse, TierFinding } from "./audit-results.js";
import { show } from "./decide-verdict.js";
import { usedMargins } from "./margins.js";

/**
 * What models trained anew say of the tier *used*, by the margins of interventions (`margins.ts`):
 *
 * U4. **found**: the interval of the effect, accuracy (of a number the mean absolute error, in standard deviations of its true values) that the association of the training costs where it is turned round, stays `weak` or more away from 0; *strong*
 *     where it stays `strong` or more away. **not found**: it lies within ± `sought`. **cannot tell**: otherwise. More seeds or strengths narrow it, and subjects
 *     where training chance is the smaller part.
 *
 * It is of the configuration that the audited run shares with them, not of its weights.
 */
export function doseFinding(doses: DoseResponse): TierFinding {
  const { effect, slope, p, standard_deviation: deviation } = doses;
  if ("reason" in effect) return { state: "cannot tell", evidence: effect.reason, p, doses };
  const common = { effect, p, doses };
  if ("reason" in effect.interval || "reason" in slope) {
    return { state: "cannot tell", evidence: "no interval", ...common };
  }
  const { low, high } = effect.interval;
  const size =
    deviation === undefined ? "" : `, ${show(effect.value / deviation)} standard deviations,`;
  const words =
    `retrained with ${doses.attribute} at ${doses.points.map(({ strength }) => show(strength)).join(", ")}: ` +
    `${lostWords(doses)} by ${doses.attribute} ${effect.value < 0 ? "" : "+"}${show(effect.value)} (${show(low)} to ${show(high)})${size} ` +
    `from strength ${show(doses.from)} to ${show(doses.to)}, ${doses.runs} runs`;
  const margins = usedMargins(deviation);
  const away = low > 0 ? low : high < 0 ? -high : 0;
  if (away >= margins.weak) {
    const strength = away >= margins.strong ? "strong" : "weak";
    return { state: "found", strength, evidence: words, ...common };
  }
  const reach = Math.max(-low, high);
  return reach <= margins.sought
    ? { state: "not found", evidence: words, ...common }
    : { state: "cannot tell", evidence: `${deviation === undefined ? "a loss of" : "an added error of"} ${show(reach)} could be missed; ${words}`, ...common }; // prettier-ignore
}

/** What is lost: "accuracy lost", of a number "mean absolute error added". */
export function lostWords({ standard_deviation: deviation }: DoseResponse): string {
  return deviation === undefined ? "accuracy lost" : "mean absolute error added";
}

/**
 * The tier *used* of interventions and of retraining together: found where either found it, of two the stronger one; else not found where either says so and none
 * is open; else what is open. Both ways are looked at with intervals that hold together: their family is that of both. Retraining says why it cannot tell
 * with what it measured, whatever the other found.
 */
export function combineUse(interventions: TierFinding, retrained: TierFinding): TierFinding {
  const ranks = { found: 3, "cannot tell": 2, "not found": 1, "not examined": 0 } as const;
  const rankOf = ({ state, strength }: TierFinding) =>
    ranks[state] + (strength === "strong" ? 1 : 0);
  const isFirst = rankOf(interventions) >= rankOf(retrained);
  const [first, second] = isFirst ? [interventions, retrained] : [retrained, interventions];
  const { doses } = retrained;
  const evidence =
    second.state === "not examined" ? first.evidence : `${first.evidence}; ${second.evidence}`;
  return { ...first, evidence, ...(doses === undefined ? {} : { doses }) };
}
