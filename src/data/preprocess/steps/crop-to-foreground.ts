import { z } from "zod";
import { DataError } from "../../../base/errors.js";
import { at, stridesOf } from "../../../base/ndarray.js";
import { boxPlaces, cutBox } from "../kernels/cut-box.js";
import { otsuThreshold } from "../kernels/otsu-threshold.js";
import { defineStep } from "../step.js";
import { noContrast } from "../step-settings.js";
import type { WorkingImage } from "../working-image.js";
import { extentsOf } from "../working-image.js";

/** Settings of {@link cropToForeground}. */
export const cropToForegroundConfig = z.strictObject({
  name: z.literal("crop-to-foreground").describe("Cuts the box around what is bright."),
  threshold: z
    .union([z.literal("otsu"), z.number()])
    .default("otsu")
    .describe("Samples above it are foreground; otsu: found for each image by its histogram."),
  margin: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Samples added at each side, as far as there are any."),
});

/**
 * The smallest box that holds every sample above the threshold, of any channel, and `margin` samples around it; in
 * pictures and volumes. A heuristic to take empty surroundings off, "brain box" at best: one bright speck outside the
 * head widens it, and nothing inside it is removed. It is no skull stripping.
 *
 * Images come out in different sizes: a step that fixes the size must follow.
 * @throws DataError with `where`: no sample above the threshold, or with otsu all samples equal.
 * @source MONAI, CropForeground with allow_smaller; {@link otsuThreshold}.
 */
export const cropToForeground = defineStep({
  name: "crop-to-foreground",
  config: cropToForegroundConfig,
  extents: () => "varying",
  apply(image, config, _, where) {
    const { start, size } = boxOf(image, config, where);
    return cutBox(image, start, size, 0);
  },
  places(image, config) {
    const { start, size } = boxOf(image, config, "image");
    return boxPlaces(extentsOf(image), start, size);
  },
  range: (before) => before,
  describe: ({ threshold, margin }) =>
    `cut to the box around samples above ${threshold === "otsu" ? "Otsu's threshold" : threshold}, and ${margin} more at each side`,
});

/** The box around the foreground, with its margin. @throws DataError as the step. */
function boxOf(
  image: WorkingImage,
  { threshold, margin }: z.infer<typeof cropToForegroundConfig>,
  where: string,
): { readonly start: readonly number[]; readonly size: readonly number[] } {
  const level = threshold === "otsu" ? otsuThreshold(image.data) : threshold;
  if (level === null) throw noContrast("every sample has the same value", at(image.data, 0), where);
  const { first, last } = boxAbove(image, level);
  if (at(first, 0) > at(last, 0)) {
    throw new DataError(where, "no sample is above the threshold", {
      threshold: level,
      advice: "Look at the image, and lower the threshold or take the image out of the table.",
    });
  }
  const start = first.map((index) => Math.max(0, index - margin));
  const size = extentsOf(image).map(
    (extent, axis) => Math.min(extent - 1, at(last, axis) + margin) + 1 - at(start, axis),
  );
  return { start, size };
}

/** First and last index along each axis of samples above `level`; first above last where there is none. */
function boxAbove(
  { shape, data }: WorkingImage,
  level: number,
): { readonly first: readonly number[]; readonly last: readonly number[] } {
  const extents = shape.slice(1);
  const strides = stridesOf(shape).slice(1);
  const first = [...extents];
  const last = extents.map(() => -1);
  for (let index = 0; index < data.length; index++) {
    if (!((data[index] ?? 0) > level)) continue;
    for (let axis = 0; axis < extents.length; axis++) {
      const place = Math.floor(index / (strides[axis] ?? 1)) % (extents[axis] ?? 1);
      if (place < (first[axis] ?? 0)) first[axis] = place;
      if (place > (last[axis] ?? 0)) last[axis] = place;
    }
  }
  return { first, last };
}
