import { z } from "zod";
import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { boxPlaces, cutBox } from "../kernels/cut-box.js";
import { defineStep } from "../step.js";
import { extentsSetting } from "../step-settings.js";
import { extentsOf, requireAxes } from "../working-image.js";

/** Settings of {@link crop}. */
export const cropConfig = z
  .strictObject({
    name: z.literal("crop").describe("Cuts out a box."),
    start: z
      .array(z.int().nonnegative())
      .min(2)
      .max(3)
      .describe("First sample of the box along each axis, from 0: [row, column], or [x, y, z]."),
    size: extentsSetting("Samples of the box along each axis."),
  })
  .refine(({ start, size }) => start.length === size.length, {
    path: ["size"],
    message: "start and size must have as many numbers",
  });

/**
 * The samples start ≤ index < start + size of each axis, in pictures and volumes; the affine's origin moves along.
 * @throws DataError with `where` for a box that reaches beyond the image, or has another number of axes.
 */
export const crop = defineStep({
  name: "crop",
  config: cropConfig,
  extents: ({ size }) => size,
  apply(image, { start, size }, _, where) {
    requireAxes(image, "size", size, where);
    const extents = extentsOf(image);
    if (extents.some((extent, axis) => at(start, axis) + at(size, axis) > extent)) {
      throw new DataError(where, "the box reaches beyond the image", {
        expected: `a box inside ${extents.join(" x ")}`,
        got: `${size.join(" x ")} from ${start.join(", ")}`,
        advice: "crop-pad fills what is missing.",
      });
    }
    return cutBox(image, start, size, 0);
  },
  places: (image, { start, size }) => boxPlaces(extentsOf(image), start, size),
  range: (before) => before,
  describe: ({ start, size }) =>
    `box of ${size.join(" x ")} cut out from index ${start.join(", ")}`,
});
