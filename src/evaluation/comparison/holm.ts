/**
 * Holm's step-down correction: p̃_(i) = max_{j ≤ i} min(1, (m − j + 1)·p_(j)), p ascending, m of them.
 *
 * pValues [m] in 0..1 -> [m], in the same order, none smaller than before. Rejecting where p̃ ≤ α keeps the chance
 * of any false finding at α, whatever the dependence between the tests.
 * @source Holm 1979.
 */
export function holmCorrection(pValues: readonly number[]): number[] {
  const order = [...pValues.entries()].sort(([, left], [, right]) => left - right);
  const corrected = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, [place, pValue]] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValue));
    corrected[place] = largest;
  }
  return corrected;
}
