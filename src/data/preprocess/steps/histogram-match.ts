import { z } from "zod";
import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { mapSamples } from "../kernels/map-samples.js";
import { percentilesOf } from "../kernels/order-statistics.js";
import { defineStep } from "../step.js";
import {
  intervalSetting,
  noContrast,
  nothingOver,
  overSetting,
  overWords,
} from "../step-settings.js";
import type { WorkingImage } from "../working-image.js";

/** Settings of {@link histogramMatch}. */
export const histogramMatchConfig = z.strictObject({
  name: z.literal("histogram-match").describe("Maps each image's landmarks to those of training."),
  percentiles: z
    .array(z.number().min(0).max(100))
    .min(2)
    .refine(
      (values) => values.every((value, index) => index === 0 || value > at(values, index - 1)),
      {
        message: "percentiles must rise",
      },
    )
    .default([1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99])
    .describe("Landmarks: percentiles of an image, rising, 0..100."),
  to: intervalSetting
    .default([0, 1])
    .describe("[low, high] that the first and the last landmark become."),
  over: overSetting("nonzero"),
  outside: z
    .enum(["extrapolate", "clamp"])
    .default("extrapolate")
    .describe("Samples beyond the landmarks: on along the end pieces, or clamped to `to`."),
});
type HistogramMatchConfig = z.infer<typeof histogramMatchConfig>;

/** What {@link histogramMatch} learns. */
export const histogramLandmarks = z.strictObject({
  step: z.literal("histogram-match"),
  landmarks: z.array(z.number()).describe("Mean place of each percentile in `to`."),
  images: z.int().positive().describe("Training images that it is the mean over."),
});
export type HistogramLandmarks = z.infer<typeof histogramLandmarks>;

/**
 * Nyúl and Udupa's standardisation of intensities, in grey pictures and volumes.
 *
 * Learnt from training images alone: the percentiles of each image, moved linearly so that the first becomes to₀ and the
 * last to₁, averaged over the images. Applied: the piecewise linear map that takes the image's own percentiles to these
 * landmarks. All samples are mapped, zeros too; beyond the ends the end pieces go on, or are clamped. Percentiles that
 * coincide are a jump: their sample takes the first landmark of them (at the low end the last).
 * @throws DataError with `where`: colour, no sample to take percentiles of, first and last percentile equal.
 * @source Nyúl, Udupa & Zhang 2000, "New variants of a method of MRI scale standardization"; intensity-normalization 3,
 * NyulNormalizer, whose foreground is samples above 0.
 */
export const histogramMatch = defineStep({
  name: "histogram-match",
  config: histogramMatchConfig,
  extents: () => "kept",
  apply(image, config, { landmarks }: HistogramLandmarks, where) {
    const own = landmarksOf(image, config, where);
    const map = piecewiseLinear(own, landmarks);
    if (config.outside === "extrapolate") return mapSamples(image, map);
    const [low, high] = config.to;
    return mapSamples(image, (value) => Math.min(high, Math.max(low, map(value))));
  },
  range: (_, { outside, to }) => (outside === "clamp" ? to : null),
  describe: ({ percentiles, to, over }, { images }) =>
    `histogram matched at ${percentiles.length} percentiles (${overWords(over)}) to the mean of ${images} training images, over ${to.join("..")} (Nyúl & Udupa)`,
  fitting: {
    agrees: ({ percentiles }, { landmarks }) => percentiles.length === landmarks.length,
    start(config) {
      const sums = config.percentiles.map(() => 0);
      let images = 0;
      return {
        add(image, where) {
          const own = landmarksOf(image, config, where);
          const [least, largest] = [at(own, 0), at(own, own.length - 1)];
          const [low, high] = config.to;
          for (const [index, value] of own.entries()) {
            const share = (value - least) / (largest - least);
            sums[index] = at(sums, index) + low + share * (high - low);
          }
          images++;
        },
        finish(): HistogramLandmarks {
          if (images === 0)
            throw new DataError("histogram-match", "no training image to learn from");
          return { step: "histogram-match", landmarks: sums.map((sum) => sum / images), images };
        },
      };
    },
  },
});

function landmarksOf(
  { shape, data }: WorkingImage,
  { percentiles, over }: HistogramMatchConfig,
  where: string,
): number[] {
  if (shape[0] !== 1) {
    throw new DataError(where, "histogram-match maps grey images alone", {
      expected: "1 channel",
      got: at(shape, 0),
      advice: "Set channels: grey.",
    });
  }
  const own = percentilesOf(data, percentiles, over);
  if (own === null) throw nothingOver(where);
  if (at(own, 0) === at(own, own.length - 1)) {
    throw noContrast("the first and the last percentile are the same value", at(own, 0), where);
  }
  return own;
}

/** The map through the points (from, to), whose end pieces go on; pieces without length are left out. */
function piecewiseLinear(
  from: readonly number[],
  to: readonly number[],
): (value: number) => number {
  const ends: number[] = [];
  const slopes: number[] = [];
  const starts: number[] = [];
  const heights: number[] = [];
  for (let index = 1; index < from.length; index++) {
    const [left, right] = [at(from, index - 1), at(from, index)];
    if (left === right) continue;
    ends.push(right);
    starts.push(left);
    heights.push(at(to, index - 1));
    slopes.push((at(to, index) - at(to, index - 1)) / (right - left));
  }
  const last = ends.length - 1;
  return (value) => {
    let piece = 0;
    while (piece < last && value > (ends[piece] ?? 0)) piece++;
    return (slopes[piece] ?? 0) * (value - (starts[piece] ?? 0)) + (heights[piece] ?? 0);
  };
}
