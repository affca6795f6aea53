/** Bits of a digit; six digits hold the 64 bits of a number. */
const digitBits = 11;
const digits = 1 << digitBits;
/** Which of the two words of a number has its sign. */
const high = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * Places of `values` from the smallest value to the largest, [n]. Equal values (0 and −0 too) stay as they stand; NaN is
 * last.
 *
 * A radix sort of the bits: six passes whatever the values, so a million are sorted in some tens of milliseconds, where
 * a comparison for each pair takes a second. Values that stand in order are not sorted.
 */
export function sortOrder(values: ArrayLike<number>): Int32Array {
  const n = values.length;
  let from: Int32Array = new Int32Array(n);
  for (let place = 0; place < n; place++) from[place] = place;
  if (isInOrder(values)) return from;
  const keys = orderedBits(values);
  let to: Int32Array = new Int32Array(n);
  const next = new Int32Array(digits);
  for (let shift = 0; shift < 64; shift += digitBits) {
    if (!countDigits(keys, shift, next)) continue;
    for (let place = 0; place < n; place++) {
      const index = from[place] ?? 0;
      const digit = digitOf(keys, index, shift);
      const target = next[digit] ?? 0;
      to[target] = index;
      next[digit] = target + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Not so of two values one of which is NaN. */
function isInOrder(values: ArrayLike<number>): boolean {
  for (let place = 1; place < values.length; place++) {
    if (!((values[place] ?? NaN) >= (values[place - 1] ?? NaN))) return false;
  }
  return true;
}

/** Two words a value, the lower first, that order as unsigned numbers as the values do. */
function orderedBits(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const floats = new Float64Array(n);
  for (let place = 0; place < n; place++) floats[place] = (values[place] ?? NaN) + 0;
  const words = new Uint32Array(floats.buffer);
  const keys = new Uint32Array(2 * n);
  for (let place = 0; place < n; place++) {
    const upper = words[2 * place + high] ?? 0;
    const lower = words[2 * place + 1 - high] ?? 0;
    const isNegative = upper >>> 31 === 1;
    const isNaN = Number.isNaN(floats[place]);
    keys[2 * place] = isNaN ? 0xffffffff : isNegative ? ~lower : lower;
    keys[2 * place + 1] = isNaN ? 0xffffffff : isNegative ? ~upper : upper ^ 0x80000000;
  }
  return keys;
}

function digitOf(keys: Uint32Array, index: number, shift: number): number {
  const lower = keys[2 * index] ?? 0;
  const upper = keys[2 * index + 1] ?? 0;
  if (shift >= 32) return (upper >>> (shift - 32)) & (digits - 1);
  const rest = lower >>> shift;
  return (shift + digitBits > 32 ? rest | (upper << (32 - shift)) : rest) & (digits - 1);
}

/** Where each digit begins, into `next`; false where all values have the same one. */
function countDigits(keys: Uint32Array, shift: number, next: Int32Array): boolean {
  const n = keys.length / 2;
  next.fill(0);
  for (let index = 0; index < n; index++) {
    const digit = digitOf(keys, index, shift);
    next[digit] = (next[digit] ?? 0) + 1;
  }
  let start = 0;
  let used = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = next[digit] ?? 0;
    if (count > 0) used += 1;
    next[digit] = start;
    start += count;
  }
  return used > 1;
}
