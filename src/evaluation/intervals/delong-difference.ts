import type { Undefined } from "../metric.js";
import { delongCovariance } from "./delong-covariance.js";
import { delongInterval } from "./delong-interval.js";
import type { DelongParts } from "./delong-parts.js";
import type { Interval } from "./interval.js";
import { normal975, normalCdf } from "./normal.js";

/** How far two AUROCs are apart. */
export interface AurocDifference {
  /** Left minus right. */
  readonly value: number;
  readonly standardError: number;
  /** 95 %, value ± z · standardError. */
  readonly interval: Interval;
  /** Two-sided, of no difference: 2 (1 − Φ(|value| / standardError)). */
  readonly p: number;
}

/**
 * Difference of two AUROCs, of two models on the same rows or of two groups of rows, subjects shared or not:
 * variance = var(left) + var(right) − 2 cov.
 *
 * An AUROC whose variance is 0 takes that of its interval, ((high − low) / 2z)²; see {@link delongInterval}. Of a difference of
 * 0 p is 1.
 * Undefined as `delongCovariance`.
 * @source DeLong, DeLong and Clarke-Pearson 1988; rows of a subject: Obuchowski 1997.
 */
export function delongDifference(
  left: DelongParts,
  right: DelongParts,
): AurocDifference | Undefined {
  const [one, other] = [varianceOf(left), varianceOf(right)];
  if (typeof one !== "number") return one;
  if (typeof other !== "number") return other;
  const shared = delongCovariance(left, right);
  if (typeof shared !== "number") return shared;
  const value = left.area - right.area;
  // Rounding may leave a little below 0 where the two go together throughout.
  const standardError = Math.sqrt(Math.max(0, one + other - 2 * shared));
  const half = normal975 * standardError;
  const method = "DeLong by subject";
  return {
    value,
    standardError,
    interval: { low: value - half, high: value + half, level: 0.95, method },
    p: value === 0 ? 1 : 2 * (1 - normalCdf(Math.abs(value) / standardError)),
  };
}

function varianceOf(parts: DelongParts): number | Undefined {
  const variance = delongCovariance(parts, parts);
  if (typeof variance !== "number" || variance > 0) return variance;
  const interval = delongInterval(parts);
  if ("reason" in interval) return interval;
  return ((interval.high - interval.low) / (2 * normal975)) ** 2;
}
