/** The two factors of {@link mixBits}, for those who compute it elsewhere. */
export const mixFactors = [0x7feb352d, 0x846ca68b] as const;
const [factorA, factorB] = mixFactors;

/**
 * A bijection of 32 bits in which every input bit flips about half of the output bits; 0 stays 0. As a function of a
 * counter it gives numbers at random without a state.
 * @source C. Wellons' lowbias32 (nullprogram.com, "Prospecting for Hash Functions").
 */
export function mixBits(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), factorA);
  hash = Math.imul(hash ^ (hash >>> 15), factorB);
  return (hash ^ (hash >>> 16)) >>> 0;
}
