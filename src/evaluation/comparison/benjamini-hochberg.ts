/**
 * Benjamini and Hochberg's step-up correction: p̃_(i) = min_{j ≥ i} min(1, m·p_(j) / j), p ascending, m of them.
 *
 * pValues [m] in 0..1 -> [m], in the same order. Rejecting where p̃ ≤ α keeps the expected share of false findings among the
 * findings at α, for tests that are independent or positively dependent.
 * @source Benjamini and Hochberg 1995.
 */
export function benjaminiHochbergCorrection(pValues: readonly number[]): number[] {
  const order = [...pValues.entries()].sort(([, left], [, right]) => right - left);
  const corrected = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  for (const [place, [index, pValue]] of order.entries()) {
    smallest = Math.min(smallest, (pValues.length * pValue) / (pValues.length - place));
    corrected[index] = smallest;
  }
  return corrected;
}
