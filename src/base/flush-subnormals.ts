import type { ArrayTree } from "./ndarray.js";

/** Exponent of a float32; all 0 in 0 and in subnormal numbers. */
const exponentBits = 0x7f800000;

/**
 * Set numbers below 2⁻¹²⁶ in size to 0, in place. Moments of a weight without gradient shrink to such numbers and stay (0.9 times the smallest
 * is rounded to itself), and processors take some hundred times as long for them.
 */
export function flushSubnormals(arrays: ArrayTree): void {
  for (const values of Object.values(arrays)) {
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let index = 0; index < bits.length; index++) {
      if (((bits[index] ?? 0) & exponentBits) === 0) bits[index] = 0;
    }
  }
}
