import { DataError, nearestName } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { benjaminiHochbergCorrection } from "../comparison/benjamini-hochberg.js";
import { holmCorrection } from "../comparison/holm.js";
import type { Metric } from "../metric.js";
import {
  checkAuditInput,
  groupingOf,
  intersectionOf,
  type AuditAttribute,
  type AuditInput,
} from "./audit-input.js";
import type { AuditResults, AuditVerdict, TierFinding } from "./audit-results.js";
import {
  auditTarget,
  ratesOf,
  type MeasuredAttribute,
  type MeasuredTarget,
  type TargetOptions,
} from "./audit-target.js";
import { countTarget, unanswered } from "./count-target.js";
import { decideVerdict, disparityFinding, notExamined } from "./decide-verdict.js";
import { auditAlpha, smallestGroup } from "./margins.js";

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
 * shift where the association is turned round, and a verdict for each attribute and target, in the shape of `audit.json`.
 *
 * Of a target that no model answered groups are counted and *disparity* is not examined.
 *
 * Rows are plain arrays; rows of one subject are drawn and exchanged together. Same input and seed, same result. p values
 * are corrected over attributes × targets, intersections are shown without a verdict. The rules: `decide-verdict.ts`.
 * @param tiers what was found of encoded and used; of predictions alone "not examined".
 * @throws DataError as `checkAuditInput`, and for an intersection of an unknown attribute, of one alone, or twice the same.
 */
export function audit(input: AuditInput, tiers: OtherTiers = predictionsAlone): AuditResults {
  checkAuditInput(input);
  const { subjects, attributes, targets, settings = {} } = input;
  const { seed = 0, resamples = 1000, correction = "holm" } = settings;
  requireCount("resamples", resamples);
  const tests = attributes.length * targets.length;
  const permutations = settings.permutations ?? Math.max(999, 100 * tests - 1);
  requireCount("permutations", permutations);
  const smallest = settings.smallestGroup ?? smallestGroup;
  const { subjectOf, subjectCount } = numberSubjects(subjects);
  const options: Omit<TargetOptions, "rng"> = {
    subjectOf,
    subjectCount,
    groupings: [
      ...attributes.map(groupingOf),
      ...crossed(attributes, input.intersections ?? []).map(intersectionOf),
    ],
    resamples,
    permutations,
    smallestGroup: smallest,
  };
  const measured = targets.map((target) =>
    target.kind === "unanswered"
      ? countTarget(target, options)
      : auditTarget(target, { ...options, rng: createRng(seed) }),
  );
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
      smallest_group: smallest,
    },
    targets: measured.map((one, index) => ({
      ...one.target,
      attributes: one.attributes.map(({ effects: _, ...attribute }, place) => ({
        ...attribute,
        rates: ratesOf(at(one.attributes, place), one.target),
        verdict: place < attributes.length ? judge(index, place) : null,
      })),
    })),
  };
}

function requireCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new DataError("audit", what, { expected: "an integer, 1 or more", got: count });
}

function numberSubjects(subjects: readonly string[]) {
  const numbers = new Map<string, number>();
  const subjectOf = Int32Array.from(subjects, (subject) => {
    const known = numbers.get(subject);
    if (known !== undefined) return known;
    numbers.set(subject, numbers.size);
    return numbers.size - 1;
  });
  return { subjectOf, subjectCount: numbers.size };
}

function crossed(
  attributes: readonly AuditAttribute[],
  intersections: readonly (readonly string[])[],
): AuditAttribute[][] {
  const names = attributes.map(({ name }) => name);
  return intersections.map((asked) => {
    if (asked.length < 2 || new Set(asked).size < asked.length) {
      throw new DataError("intersection", "two or more different attributes are crossed", {
        got: asked.join(" * "),
      });
    }
    return asked.map((name) => {
      const found = attributes.find((attribute) => attribute.name === name);
      if (found !== undefined) return found;
      const nearest = nearestName(name, names);
      throw new DataError("intersection", "unknown attribute", {
        expected: names,
        got: name,
        ...(nearest === undefined ? {} : { advice: `Did you mean ${nearest}?` }),
      });
    });
  });
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
