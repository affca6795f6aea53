import { z } from "zod";
import { sizeOf } from "../../../base/ndarray.js";
import { polynomialTerms, positionPowers, type Exponents } from "../kernels/polynomial-terms.js";
import { createSpan, spanImage } from "../kernels/value-span.js";
import { defineAugmentStep } from "../step.js";
import { chanceSetting, uniformWithin } from "../step-settings.js";

/** Settings of {@link biasField}. */
export const biasFieldConfig = z.strictObject({
  name: z.literal("bias-field").describe("Makes images smoothly brighter here, darker there."),
  strength: z
    .number()
    .positive()
    .default(0.3)
    .describe("Largest coefficient of the logarithm of the field; above 0."),
  order: z
    .int()
    .min(1)
    .max(5)
    .default(3)
    .describe("Degree of the polynomial, 1 to 5: the higher, the finer the field."),
  chance: chanceSetting(1),
});

/**
 * y = a + (x - a) · exp(Σ c_pqr u^p v^q w^r), brought into a..b, the known range of the data set. u, v and w go from -1 at
 * the first sample of an axis to 1 at the last; the sum is over 1 ≤ p + q + r ≤ order (a picture has rows and columns), and
 * every c is uniform in ± strength. Where the range is not known, a is the least value of the image itself, and nothing is
 * clamped. All channels have one field. Pictures and volumes.
 *
 * The field is 1 in the middle; in a corner its logarithm has a standard deviation of strength · √(terms / 3), 9 terms in
 * pictures and 19 in volumes at order 3.
 * @source TorchIO, RandomBiasField, after Van Leemput et al., IEEE TMI 18(10), 1999, and NiftyNet. Deviations: no constant
 * term (it would be a gain, which `intensity` has); what lies above a is multiplied; clamped.
 */
export const biasField = defineAugmentStep({
  name: "bias-field",
  config: biasFieldConfig,
  effects: ({ chance }) =>
    chance === 0
      ? []
      : [
          { setting: "strength", effect: "shades" },
          { setting: "strength", effect: "exposes" },
        ],
  check: () => undefined,
  drawn: ({ order }, { space }) => polynomialTerms(space.length, order).length,
  draw(rng, { strength, chance }, _, into) {
    const acts = rng.uniform() < chance;
    for (let term = 0; term < into.length; term++) into[term] = uniformWithin(rng, strength);
    return acts;
  },
  start({ order }, facts) {
    const { channels, space } = facts;
    const pixels = sizeOf(space);
    const count = channels * pixels;
    const terms = polynomialTerms(space.length, order);
    const [depth = 1, height = 1, width = 1] = space.length === 2 ? [1, ...space] : space;
    const powers = [depth, height, width].map((extent) => positionPowers(extent, order));
    const [inDepth, inHeight, inWidth] = powers as [Float64Array, Float64Array, Float64Array];
    const span = createSpan(facts);
    // Of the polynomial that is left along one line: coefficients of powers of the last position.
    const line = new Float64Array(order + 1);
    const size = order + 1;
    return (images, offset, drawn) => {
      spanImage(span, facts, images, offset, count);
      const { least, low, high } = span;
      let pixel = offset;
      for (let x = 0; x < depth; x++) {
        for (let y = 0; y < height; y++) {
          alongLine(terms, drawn, inDepth, x * size, inHeight, y * size, line);
          for (let z = 0; z < width; z++, pixel++) {
            const place = inWidth[z * size + 1] ?? 0;
            let logarithm = 0;
            for (let power = order; power >= 0; power--) {
              logarithm = logarithm * place + (line[power] ?? 0);
            }
            const field = Math.exp(logarithm);
            for (let index = pixel; index < offset + count; index += pixels) {
              const value = least + ((images[index] ?? 0) - least) * field;
              images[index] = value < low ? low : value > high ? high : value;
            }
          }
        }
      }
    };
  },
});

/** Write the coefficients of powers of the last position, where the first two positions are fixed, to `line`. */
function alongLine(
  terms: readonly Exponents[],
  coefficients: Float64Array,
  /** Powers of the first position from `first`, and of the second from `second`. */
  inDepth: Float64Array,
  first: number,
  inHeight: Float64Array,
  second: number,
  line: Float64Array,
): void {
  line.fill(0);
  for (let term = 0; term < terms.length; term++) {
    const exponents = terms[term];
    if (exponents === undefined) continue;
    const factor = (inDepth[first + exponents[0]] ?? 0) * (inHeight[second + exponents[1]] ?? 0);
    line[exponents[2]] = (line[exponents[2]] ?? 0) + (coefficients[term] ?? 0) * factor;
  }
}
