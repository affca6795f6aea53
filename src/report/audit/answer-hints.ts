import { at } from "../../base/ndarray.js";
import type {
  AuditDoor,
  AuditResults,
  AuditedTarget,
  Estimate,
} from "../../evaluation/audit/audit-results.js";
import { noVarianceMethod } from "../../evaluation/intervals/delong-interval.js";

/** What may be wrong with a model that answers oddly, by how it was handed in. */
function causeOf(door: AuditDoor, { kind, classes }: AuditedTarget): string {
  if (door === "model") {
    return "a run may have been trained too little; of a model of others: are its outputs in this order (--classes), and the pictures as it wants them (--scale, --mean, --deviation, --scores)?";
  }
  if (kind === "number")
    return "are true values and predictions in one unit, and of the same rows?";
  return classes.length === 2
    ? `is the score the probability of “${at(classes, 1)}”, and do labels and scores belong to the same rows?`
    : "are the scores in the columns of their classes, and do they belong to the rows?";
}

/**
 * What a person should look at again before reading verdicts: targets whose answers are worse than chance (their balanced accuracy or AUROC with its
 * whole interval; of a number R² below 0, or within 0.05 of it), or that call all rows the same. One line each; none where nothing is odd.
 */
export function answerHints({ door, targets }: Pick<AuditResults, "door" | "targets">): string[] {
  return targets.flatMap((target) => {
    const odd = oddityOf(target);
    if (odd === null) return [];
    const cause = odd === calledTheSame ? thresholdCause : causeOf(door, target);
    return [`${target.name}: ${odd}; ${cause}`];
  });
}

const calledTheSame = "at the threshold all rows are called the same";
const thresholdCause =
  "is it the threshold that is meant for these scores (--threshold, --threshold-split), and do labels and scores belong to the same rows?";
/** R² within this of 0 is hardly better than one answer for all. */
const hardlyAny = 0.05;

function oddityOf({ kind, classes, overall, threshold }: AuditedTarget): string | null {
  if (kind === "number") {
    const r2 = overall["r2"];
    if (typeof r2?.value === "number" && r2.value > -hardlyAny && isBelow(r2, hardlyAny)) {
      return "no nearer than the mean of the true values, perhaps the same answer for all rows";
    }
    return isBelow(r2, 0) ? "further off than the mean of the true values" : null;
  }
  const chance = 1 / classes.length;
  // AUROC sees what a threshold that all scores are above hides.
  if (isBelow(overall["balanced_accuracy"], chance) || isBelow(overall["auroc"], 0.5)) {
    return "worse than chance";
  }
  if (!isConstant(overall["balanced_accuracy"], chance)) return null;
  // AUROC has no threshold: where it is at 0.5 and cannot vary, the scores themselves do not differ.
  return threshold === null || hasEqualScores(overall["auroc"])
    ? "all rows are answered the same"
    : calledTheSame;
}

/** The value and all its interval. */
function isBelow(estimate: Estimate | undefined, bound: number): boolean {
  if (estimate === undefined || estimate.value === null) return false;
  return "high" in estimate.interval && estimate.interval.high < bound;
}

/** Of an AUROC of two classes. */
function hasEqualScores(estimate: Estimate | undefined): boolean {
  if (estimate === undefined || estimate.value !== 0.5) return false;
  const { interval } = estimate;
  return !("high" in interval) || interval.method === noVarianceMethod;
}

/** In the set and in every resample. */
function isConstant(estimate: Estimate | undefined, value: number): boolean {
  if (estimate === undefined || estimate.value !== value) return false;
  const { interval } = estimate;
  return !("high" in interval) || (interval.low === value && interval.high === value);
}
