/** Bits of a whole number that a Float64 holds exactly. */
const exactBits = 53;

/**
 * How many weights fit into one number if none of their sums is above `most`, and the bits of each, its lane.
 *
 * Weights w₀, w₁, … are packed as w₀ + w₁ 2ᵇ + w₂ 2²ᵇ + …, so that one addition adds them all. It is exact while every sum
 * is below 2ᵇ and all lanes together have 53 bits.
 */
export function lanesBelow(most: number): { readonly lanes: number; readonly bits: number } {
  const bits = Math.max(1, Math.ceil(Math.log2(most + 1)));
  return { lanes: Math.max(1, Math.floor(exactBits / bits)), bits };
}

/**
 * Pack the weights of rows `start` to `end`: that of a row in lane l is `draws[l]` of its subject.
 *
 * draws [L] of [S], subjectOf [n], `packed` [end − start] or more -> filled.
 */
export function packWeights(
  draws: readonly Uint8Array[],
  subjectOf: Int32Array,
  [start, end]: readonly [number, number],
  bits: number,
  packed: Float64Array,
): void {
  const size = end - start;
  const step = 2 ** bits;
  packed.fill(0, 0, size);
  for (let lane = draws.length - 1; lane >= 0; lane--) {
    const drawn = draws[lane];
    if (drawn === undefined) continue;
    for (let place = 0; place < size; place++) {
      const weight = drawn[subjectOf[start + place] ?? 0] ?? 0;
      packed[place] = (packed[place] ?? 0) * step + weight;
    }
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
