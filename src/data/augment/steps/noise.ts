import { z } from "zod";
import { sizeOf } from "../../../base/ndarray.js";
import { addNoise } from "../kernels/add-noise.js";
import { createSpan, spanImage } from "../kernels/value-span.js";
import { defineAugmentStep } from "../step.js";
import { chanceSetting, intervalOf, uniformIn } from "../step-settings.js";

/** Settings of {@link noise}. */
export const noiseConfig = z.strictObject({
  name: z.literal("noise").describe("Adds normal noise."),
  sigma: intervalOf(z.number().nonnegative(), z.number().positive())
    .default([0, 0.03])
    .describe("[least, greatest] standard deviation, as a share of the value range."),
  chance: chanceSetting(1),
});

/** Places of the numbers that are drawn. */
const [sigmaAt, keyAt] = [0, 1];

/**
 * y = x + (b - a) · σ · n, brought into a..b, the known range of the data set; n is standard normal, of every pixel and
 * channel on its own, and σ uniform. Where the range is not known, b - a is from the least to the greatest value of the
 * image itself, and nothing is clamped. Clamping makes the noise of black and white one-sided: there its mean is not 0.
 * Pictures and volumes.
 * @source TorchIO, RandomNoise (law of σ). Deviation: σ is a share of the value range, and values are clamped.
 */
export const noise = defineAugmentStep({
  name: "noise",
  config: noiseConfig,
  effects: ({ chance }) => (chance === 0 ? [] : [{ setting: "sigma", effect: "roughens" }]),
  check: () => undefined,
  drawn: () => 2,
  draw(rng, { sigma, chance }, _, into) {
    const acts = rng.uniform() < chance;
    into[sigmaAt] = uniformIn(rng, sigma);
    into[keyAt] = rng.uint32();
    return acts;
  },
  start(_, facts) {
    const count = facts.channels * sizeOf(facts.space);
    const span = createSpan(facts);
    const law = { key: 0, sigma: 0, low: span.low, high: span.high };
    return (images, offset, drawn) => {
      spanImage(span, facts, images, offset, count);
      law.key = drawn[keyAt] ?? 0;
      law.sigma = (drawn[sigmaAt] ?? 0) * span.length;
      addNoise(images, offset, count, law);
    };
  },
});
