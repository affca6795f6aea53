import { expect, it } from "vitest";
import { createRng } from "./rng.js";
import { mixBits } from "./mix-bits.js";

/** lowbias32 in whole numbers of any length. */
function lowbias32(value: bigint): bigint {
  let hash = value;
  hash = ((hash ^ (hash >> 16n)) * 0x7feb352dn) & 0xffffffffn;
  hash = ((hash ^ (hash >> 15n)) * 0x846ca68bn) & 0xffffffffn;
  return hash ^ (hash >> 16n);
}

it("is lowbias32, of words and of sums that leave 32 bits", () => {
  const rng = createRng("mix");
  const words = [0, 1, 2 ** 31, 2 ** 32 - 1, ...Array.from({ length: 100 }, () => rng.uint32())];
  for (const word of words) {
    expect(mixBits(word)).toBe(Number(lowbias32(BigInt(word))));
    expect(mixBits(word + 2 ** 32)).toBe(mixBits(word));
  }
});

it("flips about half of the bits where one bit of the input is flipped", () => {
  let flipped = 0;
  for (let word = 0; word < 1000; word++) {
    const difference = mixBits(word) ^ mixBits(word ^ (1 << (word % 32)));
    flipped += (difference >>> 0).toString(2).replaceAll("0", "").length;
  }
  // Of 32,000 bits; 5 standard deviations of fair ones.
  expect(Math.abs(flipped - 16000)).toBeLessThan(5 * Math.sqrt(8000));
});
