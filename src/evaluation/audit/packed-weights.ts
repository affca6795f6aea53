import { at } from "../../base/ndarray.js";

/** Bits of a whole number that a Float64 holds exactly. */
const exactBits = 53;
/** More would not fit where sets are so large that it matters. */
const mostLanes = 4;

/**
 * How many weights, four at most, fit into one number if none of their sums is above `most`, and the bits of each, its lane.
 *
 * Weights w₀, w₁, … are packed as w₀ + w₁ 2ᵇ + w₂ 2²ᵇ + …, so that one addition adds them all. It is exact while every sum
 * is below 2ᵇ and all lanes together have 53 bits.
 */
export function lanesBelow(most: number): { readonly lanes: number; readonly bits: number } {
  const bits = Math.max(1, Math.ceil(Math.log2(most + 1)));
  return { lanes: Math.max(1, Math.min(mostLanes, Math.floor(exactBits / bits))), bits };
}

/**
 * Pack the weights of rows `start` to `end`: that of a row in lane l is `draws[l]` of its subject.
 *
 * draws [L] of [S], L = 1..4, subjectOf [n], `packed` [end − start] or more -> filled. All lanes in one pass: what is waited
 * for are the draws of a subject, which stand anywhere, and the four are fetched side by side.
 */
export function packWeights(
  draws: readonly Uint8Array[],
  subjectOf: Int32Array,
  [start, end]: readonly [number, number],
  bits: number,
  packed: Float64Array,
): void {
  // A lane that is not there is the first one, 0 times.
  const first = at(draws, 0);
  const [, second = first, third = first, fourth = first] = draws;
  const factorOf = (lane: number) => (lane < draws.length ? 2 ** (bits * lane) : 0);
  const [ofSecond, ofThird, ofFourth] = [factorOf(1), factorOf(2), factorOf(3)];
  const size = end - start;
  for (let place = 0; place < size; place++) {
    const subject = subjectOf[start + place] ?? 0;
    packed[place] =
      (first[subject] ?? 0) +
      (second[subject] ?? 0) * ofSecond +
      (third[subject] ?? 0) * ofThird +
      (fourth[subject] ?? 0) * ofFourth;
  }
}

/** Take the first lane of `packed` into `weights`; the second is the first then. Both [n]. */
export function takeLane(packed: Float64Array, bits: number, weights: Int32Array): void {
  const size = packed.length;
  const step = 2 ** bits;
  const inverse = 1 / step;
  for (let place = 0; place < size; place++) {
    const value = packed[place] ?? 0;
    const rest = Math.floor(value * inverse);
    weights[place] = value - rest * step;
    packed[place] = rest;
  }
}
