/** Bits of a float32 without its sign, from the highest: where a digit stands, and how many bits it has. */
const digits = [
  { shift: 20, bits: 11 },
  { shift: 10, bits: 10 },
  { shift: 0, bits: 10 },
] as const;

/**
 * The value at `rank`, from 0, of numbers that have no sign, in ascending order with NaN last: what sorting would put there.
 *
 * Nothing is sorted: the bits of such numbers have their order, so three walks that count one digit each find them, in time linear
 * in the numbers.
 * @param values 0 or more, or NaN; not −0. @param rank below their count.
 */
export function magnitudeAt(values: Float32Array, rank: number): number {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(2 ** 11);
  let found = 0;
  let left = rank;
  for (const { shift, bits } of digits) {
    counts.fill(0);
    const above = shift + bits;
    const mask = 2 ** bits - 1;
    for (let index = 0; index < words.length; index++) {
      const word = words[index] ?? 0;
      if (word >>> above !== found) continue;
      const digit = (word >>> shift) & mask;
      counts[digit] = (counts[digit] ?? 0) + 1;
    }
    let digit = 0;
    while (digit < mask && left >= (counts[digit] ?? 0)) left -= counts[digit++] ?? 0;
    found = (found << bits) | digit;
  }
  return new Float32Array(Uint32Array.of(found).buffer)[0] ?? NaN;
}
