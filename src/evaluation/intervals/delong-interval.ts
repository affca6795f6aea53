import { sigmoid } from "../../base/logistic.js";
import type { Undefined } from "../metric.js";
import { delongCovariance } from "./delong-covariance.js";
import type { DelongParts } from "./delong-parts.js";
import type { Interval } from "./interval.js";
import { normal975 } from "./normal.js";
import { wilsonInterval } from "./wilson.js";

/** Method of an interval whose AUROC has no variance: all pairs in order, none, or all scores equal. */
export const noVarianceMethod = "Wilson score, n subjects of the rarer class";

/**
 * 95 % interval of an AUROC by DeLong's variance, rows of a subject taken together: normal on the logit,
 * logit A ± z · SE / (A (1 − A)), so that it stays inside 0..1.
 *
 * Where the variance is 0 (all pairs in order, A = 1; none, A = 0; all scores equal) an interval of width 0 would say too
 * much. There it is Wilson's of A with the subjects of the rarer class for n: var(A) ≤ A (1 − A) / min(M, N) whatever the
 * scores are (Birnbaum and Klose 1957), and Wilson's interval is what A this bound leaves. Of several rows a subject the
 * bound with subjects for rows is ours.
 * Undefined as `delongCovariance`.
 * @source variance: Obuchowski 1997; logit: Pepe 2003, section 5.2.
 */
export function delongInterval(parts: DelongParts): Interval | Undefined {
  const { area } = parts;
  const variance = delongCovariance(parts, parts);
  if (typeof variance !== "number") return variance;
  if (!(variance > 0 && area > 0 && area < 1)) {
    const { low, high, level } = wilsonInterval(area, rarerSubjects(parts));
    return { low, high, level, method: noVarianceMethod };
  }
  const centre = Math.log(area / (1 - area));
  const half = (normal975 * Math.sqrt(variance)) / (area * (1 - area));
  return {
    low: sigmoid(centre - half),
    high: sigmoid(centre + half),
    level: 0.95,
    method: "DeLong by subject, logit",
  };
}

function rarerSubjects({ hasPositive, hasNegative }: DelongParts): number {
  const count = (has: Uint8Array) => has.reduce((sum, one) => sum + one, 0);
  return Math.min(count(hasPositive), count(hasNegative));
}
