import { at } from "../../base/ndarray.js";

/** Products of shares and counts are off by less than this; a whole number missed by less is whole. */
const slack = 1e-9;

/** floor(value), where a value a rounding error below a whole number counts as that number. */
export function floorWithSlack(value: number): number {
  return Math.floor(value + slack);
}

/**
 * Largest-remainder rounding (Hamilton): whole counts, [n], that add up to `total`, proportional to
 * `shares` [n] (non-negative, any positive sum). Each count is the floor or the ceiling of
 * total · share; ties of remainders go to the lower index; a share of 0 gets 0.
 */
export function roundCounts(total: number, shares: ArrayLike<number>): Int32Array {
  let sum = 0;
  for (let index = 0; index < shares.length; index++) sum += at(shares, index);
  const counts = new Int32Array(shares.length);
  const remainders = new Float64Array(shares.length);
  let left = total;
  for (let index = 0; index < shares.length; index++) {
    const exact = (total * at(shares, index)) / sum;
    const whole = floorWithSlack(exact);
    counts[index] = whole;
    remainders[index] = Math.max(0, exact - whole);
    left -= whole;
  }
  const order = Array.from(counts.keys()).sort(
    (first, second) => at(remainders, second) - at(remainders, first) || first - second,
  );
  for (const index of order.slice(0, left)) counts[index] = at(counts, index) + 1;
  return counts;
}
