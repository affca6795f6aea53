const least = 1e-6;

/**
 * ln p, p held at 10⁻⁶ or above: a score of 0 is what rounding leaves, and no certainty. One wrong row at 2⁻⁵², as `logLoss` has it,
 * would decide a fit alone.
 */
export function logProbability(probability: number): number {
  return Math.log(Math.max(probability, least));
}
