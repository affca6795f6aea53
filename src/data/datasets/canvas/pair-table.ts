/** Joint law of two classes, each present with the same probability: the four cells sum to 1. */
export interface PairTable {
  /** P(both present). */
  readonly both: number;
  /** P(the first alone) = P(the second alone). */
  readonly one: number;
  /** P(none present). */
  readonly neither: number;
}

/** The laws that canvases are drawn by: the training law is that of `iid`. */
export const canvasTests = ["iid", "inverted", "balanced"] as const;
export type CanvasTest = (typeof canvasTests)[number];

/**
 * The pair's law of training and of each test, all of one `prevalence` p:
 *
 *   iid       P(second | first) = s, the strength: both = p s, one = p (1 - s), neither = 1 - 2 p + p s
 *   inverted  the odds ratio θ = both · neither / one² turned to 1 / θ, the margins as they are
 *   balanced  θ = 1: the two are independent, P(second | first) = p
 *
 * So no class is rarer in one test than in another, and what differs is their association alone. At p = 1/2 the
 * inverted law is P(second | first) = 1 - s.
 *
 * @param prevalence in (0, 1). @param strength in (max(0, 2 - 1/p), 1): `resolveCanvasSettings` sees to both.
 */
export function pairTables(prevalence: number, strength: number): Record<CanvasTest, PairTable> {
  const iid = tableOf(prevalence, strength);
  const oddsRatio = (iid.both * iid.neither) / iid.one ** 2;
  return {
    iid,
    inverted: tableOf(prevalence, strengthOf(prevalence, 1 / oddsRatio)),
    balanced: tableOf(prevalence, prevalence),
  };
}

/** The two answers, 1 or 0, that `uniform` in [0, 1) falls on. */
export function drawPair(
  { both, one }: PairTable,
  uniform: number,
): [first: number, second: number] {
  if (uniform < both) return [1, 1];
  if (uniform < both + one) return [1, 0];
  return uniform < both + 2 * one ? [0, 1] : [0, 0];
}

function tableOf(prevalence: number, strength: number): PairTable {
  const both = prevalence * strength;
  return { both, one: prevalence - both, neither: 1 - 2 * prevalence + both };
}

/**
 * P(second | first) of the one table with margins p and odds ratio θ > 0: the root s in (0, 1) of
 * p (1 - θ) s² + (1 - 2 p + 2 θ p) s - θ p = 0, in the form without a division by 1 - θ.
 * @source Plackett, A class of bivariate distributions, JASA 60, 1965, eq. 2.3 with equal margins.
 */
function strengthOf(prevalence: number, oddsRatio: number): number {
  const square = prevalence * (1 - oddsRatio);
  const linear = 1 - 2 * prevalence + 2 * oddsRatio * prevalence;
  const constant = oddsRatio * prevalence;
  return (2 * constant) / (linear + Math.sqrt(linear ** 2 + 4 * square * constant));
}
