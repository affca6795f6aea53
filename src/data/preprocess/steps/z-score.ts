import { z } from "zod";
import { mapSamples } from "../kernels/map-samples.js";
import { scaleSamples } from "../kernels/scale-samples.js";
import { defineStep } from "../step.js";
import type { Over } from "../step-settings.js";
import { noContrast, nothingOver, overSetting, overWords } from "../step-settings.js";

/** Settings of {@link zScore}. */
export const zScoreConfig = z.strictObject({
  name: z.literal("z-score").describe("Standardises each image by its own mean and deviation."),
  over: overSetting("all"),
});

/**
 * (x - mean) / SD of the image's own samples (all channels together), in pictures and volumes. Mean and population SD
 * √(Σ (x - mean)² / n) in float64, in two passes. `over: nonzero`: of the samples that are not 0, and only they change;
 * zeros, which are then background, stay 0.
 * @throws DataError with `where`: no such sample, or all have one value.
 * @source MONAI, NormalizeIntensity with channel_wise false, and nonzero.
 */
export const zScore = defineStep({
  name: "z-score",
  config: zScoreConfig,
  extents: () => "kept",
  apply(image, { over }, _, where) {
    const { mean, deviation } = momentsOf(image.data, over, where);
    if (over === "all") {
      const limits = { low: -Infinity, high: Infinity };
      return scaleSamples(image, { origin: mean, length: deviation, start: 0, end: 1, ...limits });
    }
    return mapSamples(image, (value) => (value === 0 ? 0 : (value - mean) / deviation));
  },
  range: () => null,
  describe: ({ over }) => `each image standardised by the mean and SD ${overWords(over)}`,
});

function momentsOf(
  data: Float32Array,
  over: Over,
  where: string,
): { readonly mean: number; readonly deviation: number } {
  const skipped = over === "nonzero";
  let [number, sum, least, largest] = [0, 0, Infinity, -Infinity];
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    if (skipped && value === 0) continue;
    number++;
    sum += value;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  if (number === 0) throw nothingOver(where);
  if (least === largest) {
    throw noContrast(
      `every sample${skipped ? " that is not 0" : ""} has the same value`,
      least,
      where,
    );
  }
  const mean = sum / number;
  let squares = 0;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    if (!skipped || value !== 0) squares += (value - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / number) };
}
