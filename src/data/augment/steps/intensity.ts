import { z } from "zod";
import { sizeOf } from "../../../base/ndarray.js";
import { createSpan, spanImage } from "../kernels/value-span.js";
import { defineAugmentStep } from "../step.js";
import {
  chanceSetting,
  factorsSetting,
  intervalSetting,
  isOnly,
  uniformIn,
} from "../step-settings.js";

/** Settings of {@link intensity}. */
export const intensityConfig = z
  .strictObject({
    name: z.literal("intensity").describe("Makes images brighter, darker, flatter or steeper."),
    gain: factorsSetting
      .default([1, 1])
      .describe("[least, greatest] factor of the values, counted from the least value; above 0."),
    offset: intervalSetting
      .default([0, 0])
      .describe("[least, greatest] that is added, as a share of the value range."),
    gamma: factorsSetting
      .default([1, 1])
      .describe("[least, greatest] exponent over the value range; above 1 darkens the greys."),
    chance: chanceSetting(1),
  })
  .refine(
    ({ gain, offset, gamma }) => !isOnly(1, gain) || !isOnly(0, offset) || !isOnly(1, gamma),
    { message: "changes nothing: set gain, offset or gamma" },
  );

/** Places of the numbers that are drawn. */
const [gainAt, offsetAt, gammaAt] = [0, 1, 2];

/**
 * y = a + (b - a) · (offset + gain · t^gamma), t = (x - a) / (b - a), brought into a..b: the known range of the data set.
 * Where it is not known (z-scores), a and b are the least and greatest value of the image itself, and nothing is clamped;
 * an image of one value stays. gain and offset are uniform, gamma is uniform in its logarithm, so that 0.8..1.25 darkens
 * as often as it brightens. Pictures and volumes; all channels by the same numbers.
 * @source TorchIO, RandomGamma (law of gamma); MONAI, AdjustContrast (t of the image's own range). Deviation: one step
 * for gamma, gain and offset, clamped.
 */
export const intensity = defineAugmentStep({
  name: "intensity",
  config: intensityConfig,
  effects({ gain, offset, gamma, chance }) {
    const set = { gain: !isOnly(1, gain), offset: !isOnly(0, offset), gamma: !isOnly(1, gamma) };
    return Object.entries(set).flatMap(([setting, acts]) =>
      acts && chance > 0 ? [{ setting, effect: "exposes" as const }] : [],
    );
  },
  check: () => undefined,
  drawn: () => 3,
  draw(rng, { gain, offset, gamma: [low, high], chance }, _, into) {
    const acts = rng.uniform() < chance;
    into[gainAt] = uniformIn(rng, gain);
    into[offsetAt] = uniformIn(rng, offset);
    into[gammaAt] = low * Math.pow(high / low, rng.uniform());
    return acts;
  },
  start(_, facts) {
    const count = facts.channels * sizeOf(facts.space);
    const span = createSpan(facts);
    return (images, offset, drawn) => {
      spanImage(span, facts, images, offset, count);
      const { least, length, low, high } = span;
      if (length === 0) return;
      const gain = (drawn[gainAt] ?? 1) * length;
      const gamma = drawn[gammaAt] ?? 1;
      const bottom = least + (drawn[offsetAt] ?? 0) * length;
      for (let index = offset; index < offset + count; index++) {
        const share = Math.max(0, ((images[index] ?? 0) - least) / length);
        // exp(γ log t) takes less time than pow; exp(-∞) is 0.
        const value = bottom + gain * (gamma === 1 ? share : Math.exp(gamma * Math.log(share)));
        images[index] = value < low ? low : value > high ? high : value;
      }
    };
  },
});
