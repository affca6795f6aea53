import { at } from "../../base/ndarray.js";
import { benjaminiHochbergCorrection } from "../comparison/benjamini-hochberg.js";
import { holmCorrection } from "../comparison/holm.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { AuditInput, AuditTarget } from "./audit-input.js";
import { measurePlan, planAudit, type AuditPlan } from "./audit-plan.js";
import type { AuditedTarget, AuditResults, AuditVerdict, TierFinding } from "./audit-results.js";
import { ratesOf, type MeasuredAttribute, type MeasuredTarget } from "./audit-target.js";
import { unanswered } from "./count-target.js";
import { decideVerdict, disparityFinding, notExamined } from "./decide-verdict.js";
import { auditAlpha } from "./margins.js";
import { recalibrate } from "./recalibrate.js";
import type { Recalibration } from "./recalibration-results.js";

/** Findings of the tiers that need more than predictions, of an attribute and a target. */
export type OtherTiers = (
  attribute: string,
  target: string,
) => { readonly encoded: TierFinding; readonly used: TierFinding };

const predictionsAlone: OtherTiers = () => ({
  encoded: notExamined("needs the features of the model"),
  used: notExamined("needs the model itself"),
});

/**
 * Audit what a model says of rows: measures of every group with intervals, gaps, a test of answer ⟂ attribute | label, the
 * shift where the association is turned round, what recalibration on another split changes, and a verdict for each attribute and target, in
 * the shape of `audit.json`.
 *
 * Of a target that no model answered groups are counted and *disparity* is not examined.
 *
 * Rows are plain arrays; rows of one subject are drawn and exchanged together. Same input and seed, same result. p values
 * are corrected over attributes × targets, intersections are shown without a verdict. The rules: `decide-verdict.ts`.
 * @param tiers what was found of encoded and used; of predictions alone "not examined".
 * @throws DataError as `planAudit`.
 */
export function audit(input: AuditInput, tiers: OtherTiers = predictionsAlone): AuditResults {
  const plan = planAudit(input);
  return concludeAudit(input, plan, measurePlan(plan), tiers);
}

/** The results of an audit from what was measured by its plan, wherever it was. */
export function concludeAudit(
  input: AuditInput,
  plan: AuditPlan,
  measured: readonly MeasuredTarget[],
  tiers: OtherTiers = predictionsAlone,
): AuditResults {
  const { subjects, attributes, settings: { correction = "holm" } = {} } = input;
  const { seed, resamples, permutations, subjectCount } = plan;
  const judge = createJudge(measured, attributes.length, subjectCount, correction, tiers);
  return {
    schema: 1,
    door: input.door,
    source: input.source,
    split: input.split,
    rows: subjects.length,
    subjects: subjectCount,
    settings: {
      seed,
      resamples,
      permutations,
      level: 1 - auditAlpha,
      correction,
      smallest_group: plan.smallestGroup,
    },
    targets: measured.map((one, index) => ({
      ...one.target,
      ...unitOf(at(input.targets, index)),
      recalibration: recalibrationOf(at(input.targets, index), plan, one),
      attributes: one.attributes.map(({ effects: _, ...attribute }, place) => ({
        ...attribute,
        rates: ratesOf(at(one.attributes, place), one.target),
        verdict: place < attributes.length ? judge(index, place) : null,
      })),
    })),
  };
}

function unitOf(target: AuditTarget): Pick<AuditedTarget, "unit"> {
  return target.kind === "classes" || target.unit === undefined ? {} : { unit: target.unit };
}

function recalibrationOf(
  target: AuditTarget,
  { groupings, subjectOf }: AuditPlan,
  { attributes }: MeasuredTarget,
): Recalibration | Undefined {
  if (target.kind === "unanswered") return unanswered;
  if (target.kind === "number") return undefinedMetric("classes only");
  const rankedOf = (index: number) => at(attributes, index).groups.map(({ ranked }) => ranked);
  const ranked = groupings.map((grouping, index) => ({ ...grouping, ranked: rankedOf(index) }));
  return recalibrate(target, subjectOf, ranked);
}

/** The verdict on an attribute of a target, with p corrected over all that have one. */
function createJudge(
  measured: readonly MeasuredTarget[],
  attributeCount: number,
  subjects: number,
  correction: "holm" | "benjamini-hochberg",
  tiers: OtherTiers,
): (target: number, attribute: number) => AuditVerdict {
  const tests = measured.flatMap(({ attributes }) => attributes.slice(0, attributeCount));
  const known = tests.flatMap(({ conditional: { p } }) => (typeof p === "number" ? [p] : []));
  const adjusted =
    correction === "holm" ? holmCorrection(known) : benjaminiHochbergCorrection(known);
  const inWords =
    known.length === 1
      ? "one test"
      : `${correction === "holm" ? "Holm" : "Benjamini-Hochberg"} over ${known.length} tests`;
  const pOf = new Map<MeasuredAttribute, Metric>();
  let next = 0;
  for (const test of tests) {
    const { p } = test.conditional;
    pOf.set(test, typeof p === "number" ? at(adjusted, next++) : p);
  }
  return (index, place) => {
    const { target, attributes, unit, isAnswered } = at(measured, index);
    const attribute = at(attributes, place);
    if (!isAnswered) {
      const disparity = notExamined(unanswered.reason);
      return decideVerdict({ disparity, ...tiers(attribute.name, target.name) });
    }
    const disparity = disparityFinding({
      p: pOf.get(attribute) ?? attribute.conditional.p,
      correction: inWords,
      effects: attribute.effects,
      unit,
      kind: target.kind === "classes" ? "share" : "number",
      subjects,
    });
    return decideVerdict({ disparity, ...tiers(attribute.name, target.name) });
  };
}
