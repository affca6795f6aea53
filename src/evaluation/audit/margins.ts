/** The numbers on which verdicts of an audit rest, all of them; docs/audit.md repeats them. */
import { normal975 } from "../intervals/normal.js";

/** Level of tests, after the correction, and one minus the level of intervals. */
export const auditAlpha = 0.05;

/**
 * z of 0.975 and of 0.8: a difference of their sum of standard errors is seen in 80 of 100 audits at level 0.05,
 * two-sided.
 */
export const detectableErrors = normal975 + 0.8416212335729143;

/**
 * Smallest effect that is called a disparity: of shares and areas in points of 0..1, of a number in standard deviations of
 * its true values. Smaller ones are left alone even where they are certain.
 */
export const smallestEffect = { share: 0.05, number: 0.1 } as const;

/**
 * "Nothing found" is said only where an effect of this size would have been seen, in 80 of 100 audits; otherwise the
 * verdict is "cannot tell". In the units of {@link smallestEffect}.
 */
export const soughtEffect = { share: 0.1, number: 0.2 } as const;

/** Groups with fewer subjects are shown, and no candidates for the worst group. */
export const smallestGroup = 20;

/** Nor are groups in which a class has fewer rows. */
export const smallestClass = 5;

/** Values that an attribute, or an intersection, may have. */
export const mostGroups = 100;

/**
 * Change of an answer by an intervention, of the probability of a class or, of a number, in standard deviations of its true values: the end of its interval nearer
 * to 0 must reach `weak` to be called a use of the attribute, `strong` to be called a strong one; below `sought` everywhere nothing was found.
 *
 * Those of a number are twice those of a share, as in {@link smallestEffect} and {@link soughtEffect}: a shift of normal predictions by d standard deviations carries
 * φ(0) d = 0.4 d of the rows over a cut in the middle, so 2 x moves some 0.8 x of the answers to "above or below?".
 */
const usedEffect = {
  share: { weak: 0.02, strong: 0.1, sought: 0.05 },
  number: { weak: 0.04, strong: 0.2, sought: 0.1 },
} as const;

/** {@link usedEffect} in the unit of the effect. @param deviation of a number: standard deviation of its true values, above 0; absent: a share. */
export function usedMargins(
  deviation?: number,
): Readonly<Record<"weak" | "strong" | "sought", number>> {
  if (deviation === undefined) return usedEffect.share;
  const { weak, strong, sought } = usedEffect.number;
  return { weak: weak * deviation, strong: strong * deviation, sought: sought * deviation };
}
