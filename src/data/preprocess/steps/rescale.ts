import { z } from "zod";
import { scaleSamples } from "../kernels/scale-samples.js";
import { defineStep } from "../step.js";
import { intervalSetting } from "../step-settings.js";

/** Settings of {@link rescale}. */
export const rescaleConfig = z.strictObject({
  name: z.literal("rescale").describe("Brings one interval of values to another."),
  from: intervalSetting.describe("[low, high] of the values that come in."),
  to: z
    .tuple([z.number(), z.number()])
    .default([0, 1])
    .describe("What low and high become; [1, 0] turns black and white around."),
  clamp: z.boolean().default(false).describe("true: values beyond low and high become the ends."),
});

/**
 * y = to₀ + (x - from₀) · (to₁ - to₀) / (from₁ - from₀), in pictures and volumes. Clamped, x is first brought into
 * [from₀, from₁].
 */
export const rescale = defineStep({
  name: "rescale",
  config: rescaleConfig,
  extents: () => "kept",
  apply(image, { from: [low, high], to: [start, end], clamp }) {
    const limits = clamp ? { low: 0, high: 1 } : { low: -Infinity, high: Infinity };
    return scaleSamples(image, { origin: low, length: high - low, start, end, ...limits });
  },
  range(before, { from: [low, high], to, clamp }) {
    if (before === null && !clamp) return null;
    const [least, largest] = before ?? [low, high];
    const limit = (value: number): number => (clamp ? Math.min(high, Math.max(low, value)) : value);
    const image = (value: number): number =>
      to[0] + ((limit(value) - low) / (high - low)) * (to[1] - to[0]);
    const ends = [image(least), image(largest)];
    return [Math.min(...ends), Math.max(...ends)];
  },
  describe: ({ from, to, clamp }) =>
    `values ${from[0]}..${from[1]} brought to ${to[0]}..${to[1]}${clamp ? ", beyond them clamped" : ""}`,
});
