import { mixBits } from "../../../base/mix-bits.js";

/** Keeps key 0 from being the fixed point of {@link mixBits}. 2³² / golden ratio. */
const keyOffset = 0x9e3779b9;
const turn = 2 * Math.PI;

/**
 * Add normal noise of standard deviation `sigma` to the `count` numbers at `images[offset ...]` and bring them into
 * low..high. The noise is a function of `key` (a whole number below 2³²) and of the place in the image alone: numbers
 * 2k and 2k + 1 are the two of one Box-Muller pair from words 2k and 2k + 1, word(i) = mix(mix(i) ⊕ mix(key + offset)).
 * With 32 bits a word no number lies beyond 6.7 standard deviations.
 */
export function addNoise(
  images: Float32Array,
  offset: number,
  count: number,
  { key, sigma, low, high }: Readonly<Record<"key" | "sigma" | "low" | "high", number>>,
): void {
  const hashedKey = mixBits(key + keyOffset);
  for (let index = 0; index < count; index += 2) {
    // In (0, 1], so that the logarithm is finite.
    const share = (mixBits(mixBits(index) ^ hashedKey) + 1) / 4294967296;
    const angle = (mixBits(mixBits(index + 1) ^ hashedKey) / 4294967296) * turn;
    const radius = sigma * Math.sqrt(-2 * Math.log(share));
    const first = (images[offset + index] ?? 0) + radius * Math.cos(angle);
    images[offset + index] = first < low ? low : first > high ? high : first;
    if (index + 1 === count) break;
    const second = (images[offset + index + 1] ?? 0) + radius * Math.sin(angle);
    images[offset + index + 1] = second < low ? low : second > high ? high : second;
  }
}
