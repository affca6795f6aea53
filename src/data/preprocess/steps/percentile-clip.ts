import { z } from "zod";
import { at } from "../../../base/ndarray.js";
import { scaleSamples } from "../kernels/scale-samples.js";
import { percentilesOf } from "../kernels/order-statistics.js";
import { defineStep } from "../step.js";
import { noContrast, nothingOver, overSetting, overWords } from "../step-settings.js";

/** Settings of {@link percentileClip}. */
export const percentileClipConfig = z
  .strictObject({
    name: z.literal("percentile-clip").describe("Clips each image at its own percentiles."),
    low: z.number().min(0).max(100).default(1).describe("Lower percentile, 0..100."),
    high: z.number().min(0).max(100).default(99).describe("Upper percentile, 0..100."),
    over: overSetting("all"),
    scale: z.boolean().default(true).describe("true: scaled to 0..1; false: clipped only."),
  })
  .refine(({ low, high }) => low < high, {
    path: ["low"],
    message: "low must be below high",
  });

/**
 * Every sample brought into [a, b], the percentiles `low` and `high` of the image's own samples (all channels together;
 * {@link percentilesOf}, as numpy's "linear"), then, with `scale`, (x - a) / (b - a) in 0..1. `over: nonzero` leaves
 * zeros out of the percentiles; they are clipped as all others. In pictures and volumes.
 * @throws DataError with `where`: no sample to take percentiles of, or a = b where they scale.
 */
export const percentileClip = defineStep({
  name: "percentile-clip",
  config: percentileClipConfig,
  extents: () => "kept",
  apply(image, { low, high, over, scale }, _, where) {
    const ends = percentilesOf(image.data, [low, high], over);
    if (ends === null) throw nothingOver(where);
    const [least, largest] = [at(ends, 0), at(ends, 1)];
    if (!scale) {
      const clip = { origin: 0, length: 1, start: 0, end: 1, low: least, high: largest };
      return scaleSamples(image, clip);
    }
    const length = largest - least;
    if (length === 0) {
      throw noContrast(`percentiles ${low} and ${high} are the same value`, least, where);
    }
    return scaleSamples(image, { origin: least, length, start: 0, end: 1, low: 0, high: 1 });
  },
  range: (before, { scale }) => (scale ? [0, 1] : before),
  describe: ({ low, high, over, scale }) =>
    `each image clipped at its percentiles ${low} and ${high} (${overWords(over)})${scale ? ", scaled to 0..1" : ""}`,
});
