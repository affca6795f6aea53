/**
 * A symmetric table of pairs of m rows, its upper triangle row by row: [m (m − 1) / 2], pair (i, j) with i < j. The
 * diagonal does not count.
 */
export type PairTable = Float64Array;

/**
 * U-centre a table of pairs (distances, or a kernel without its diagonal):
 *
 *   ã_ij = a_ij − r_i / (m − 2) − r_j / (m − 2) + S / ((m − 1)(m − 2)),  r_i = Σ_{j ≠ i} a_ij, S = Σ_i r_i
 *
 * so that Σ_{j ≠ i} ã_ij = 0 for every i. The mean of ã_ij b_ij over m (m − 3) is then unbiased: of distances the squared
 * distance covariance, of kernels HSIC (both 0 on average for independent sides, and negative about as often as not). The V-statistic, centred by
 * m in the place of m − 2 and with its diagonal, is above 0 whatever the data. m ≥ 4.
 * @source Székely and Rizzo 2014, eq. 2.4; Song et al. 2012, eq. 5, is the same number of kernels.
 */
export function centredPairs(pairs: PairTable, rows: number): PairTable {
  const sums = new Float64Array(rows);
  forEachPair(rows, (left, right, pair) => {
    const value = pairs[pair] ?? 0;
    sums[left] = (sums[left] ?? 0) + value;
    sums[right] = (sums[right] ?? 0) + value;
  });
  const total = sums.reduce((sum, own) => sum + own, 0) / ((rows - 1) * (rows - 2));
  const centred = new Float64Array(pairs.length);
  forEachPair(rows, (left, right, pair) => {
    const means = ((sums[left] ?? 0) + (sums[right] ?? 0)) / (rows - 2);
    centred[pair] = (pairs[pair] ?? 0) - means + total;
  });
  return centred;
}

/** Every pair left < right of `rows`, in the order of a {@link PairTable}. */
export function forEachPair(
  rows: number,
  visit: (left: number, right: number, pair: number) => void,
): void {
  let pair = 0;
  for (let left = 0; left < rows; left++) {
    for (let right = left + 1; right < rows; right++) {
      visit(left, right, pair);
      pair += 1;
    }
  }
}
