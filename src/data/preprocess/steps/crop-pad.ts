import { z } from "zod";
import { at } from "../../../base/ndarray.js";
import { boxPlaces, cutBox } from "../kernels/cut-box.js";
import { defineStep } from "../step.js";
import { extentsSetting } from "../step-settings.js";
import { extentsOf, requireAxes, type WorkingImage } from "../working-image.js";

/** Settings of {@link cropPad}. */
export const cropPadConfig = z.strictObject({
  name: z.literal("crop-pad").describe("Cuts or fills each axis, evenly at both ends, to a size."),
  size: extentsSetting("Samples along each axis: [height, width], or [x, y, z] of a volume."),
  fill: z.number().default(0).describe("Value of what is added, e.g. -1000 for air in HU."),
});

/**
 * The middle of each axis that is longer than its size, and equal margins of `fill` around one that is shorter; in
 * pictures and volumes. Of n samples to s: cut, the first kept is ⌊n / 2⌋ - ⌊s / 2⌋; filled, ⌊(s - n) / 2⌋ come before.
 * @throws DataError with `where` for an image with another number of axes than `size`.
 * @source MONAI, ResizeWithPadOrCrop (CenterSpatialCrop, SpatialPad).
 */
export const cropPad = defineStep({
  name: "crop-pad",
  config: cropPadConfig,
  extents: ({ size }) => size,
  apply(image, { size, fill }, _, where) {
    requireAxes(image, "size", size, where);
    return cutBox(image, startOf(image, size), size, fill);
  },
  places: (image, { size }) => boxPlaces(extentsOf(image), startOf(image, size), size),
  range: (before, { fill }) =>
    before === null ? null : [Math.min(before[0], fill), Math.max(before[1], fill)],
  describe: ({ size, fill }) => `cut or filled with ${fill}, evenly, to ${size.join(" x ")}`,
});

function startOf(image: WorkingImage, size: readonly number[]): number[] {
  return extentsOf(image).map((extent, axis) => {
    const wanted = at(size, axis);
    if (extent < wanted) return -Math.floor((wanted - extent) / 2);
    return Math.floor(extent / 2) - Math.floor(wanted / 2);
  });
}
