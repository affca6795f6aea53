import { DataError, didYouMean } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { numberSubjects, type NumberedSubjects } from "../number-subjects.js";
import {
  checkAuditInput,
  groupingOf,
  intersectionOf,
  type AuditAttribute,
  type AuditInput,
  type AuditTarget,
  type ClassTarget,
  type Grouping,
} from "./audit-input.js";
import { auditTarget, type MeasuredTarget } from "./audit-target.js";
import { countTarget } from "./count-target.js";
import { smallestGroup } from "./margins.js";

/** What is measured in an audit: plain data, so that it can be sent to another thread. */
export interface AuditPlan extends NumberedSubjects {
  readonly targets: readonly AuditTarget[];
  /** Attributes, then intersections. */
  readonly groupings: readonly Grouping[];
  readonly seed: number;
  readonly resamples: number;
  readonly permutations: number;
  /** Fewest subjects of a ranked group. */
  readonly smallestGroup: number;
}

/**
 * The plan of an audit.
 * @throws DataError as `checkAuditInput`, for an intersection of an unknown attribute, of one alone, or twice the same, and
 * for counts of resamples or permutations that are none.
 */
export function planAudit(input: AuditInput): AuditPlan {
  checkAuditInput(input);
  const { subjects, attributes, targets, settings = {} } = input;
  const { seed = 0, resamples = 1000 } = settings;
  requireCount("resamples", resamples);
  const tests = attributes.length * targets.length;
  const permutations = settings.permutations ?? Math.max(999, 100 * tests - 1);
  requireCount("permutations", permutations);
  return {
    // Nothing is recalibrated by group: parts of a plan that travel need not carry other splits.
    targets: targets.map((target) => (target.kind === "classes" ? withoutFitting(target) : target)),
    ...numberSubjects(subjects),
    groupings: [
      ...attributes.map(groupingOf),
      ...crossed(attributes, input.intersections ?? []).map(intersectionOf),
    ],
    seed,
    resamples,
    permutations,
    smallestGroup: settings.smallestGroup ?? smallestGroup,
  };
}

/** Measure and test all groupings of a plan, for each target. */
export function measurePlan({ targets, seed, ...options }: AuditPlan): MeasuredTarget[] {
  return targets.map((target) =>
    target.kind === "unanswered"
      ? countTarget(target, options)
      : auditTarget(target, { ...options, rng: createRng(seed) }),
  );
}

/**
 * Cut a plan into `count` plans of some of its groupings each, or fewer where there are fewer groupings.
 *
 * Resamples and permutations are drawn by their number and name, whatever else is measured, so the parts, measured anywhere
 * and joined by {@link joinMeasured}, are the whole to the last bit. Each part draws its resamples anew.
 */
export function sharePlan(plan: AuditPlan, count: number): AuditPlan[] {
  const { groupings } = plan;
  const shares = Math.max(1, Math.min(count, groupings.length));
  const cut = (share: number) => Math.round((share * groupings.length) / shares);
  return Array.from({ length: shares }, (_, share) => ({
    ...plan,
    groupings: groupings.slice(cut(share), cut(share + 1)),
  }));
}

/** Of each target the attributes of all parts of a plan, in the order of the parts. */
export function joinMeasured(parts: readonly (readonly MeasuredTarget[])[]): MeasuredTarget[] {
  return at(parts, 0).map((target, index) => ({
    ...target,
    attributes: parts.flatMap((part) => at(part, index).attributes),
  }));
}

function withoutFitting({ fitting: _, ...target }: ClassTarget): ClassTarget {
  return target;
}

function requireCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new DataError("audit", what, { expected: "an integer, 1 or more", got: count });
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
      throw new DataError("intersection", "unknown attribute", {
        expected: names,
        got: name,
        ...didYouMean(name, names),
      });
    });
  });
}
