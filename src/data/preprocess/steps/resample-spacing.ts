import { z } from "zod";
import { DataError } from "../../../base/errors.js";
import { at, sizeOf } from "../../../base/ndarray.js";
import type { AxisWeights } from "../kernels/axis-weights.js";
import { gatherWeights } from "../kernels/axis-weights.js";
import { resampleAxis } from "../kernels/resample-axis.js";
import { roundHalfEven } from "../kernels/round-half-even.js";
import { defineStep } from "../step.js";
import { geometryOfGrid, extentsOf, requireAxes } from "../working-image.js";

/** Settings of {@link resampleSpacing}. */
export const resampleSpacingConfig = z.strictObject({
  name: z.literal("resample-spacing").describe("Brings samples to the same distances in mm."),
  spacingMm: z
    .array(z.number().positive())
    .min(2)
    .max(3)
    .describe("Millimetres between neighbours along each axis: [rows, columns], or [x, y, z]."),
  method: z
    .enum(["linear", "nearest"])
    .default("linear")
    .describe("Between samples: linear; nearest for masks."),
});

/** An axis nearer to its wanted spacing than this, in mm, stays as it is. */
const toleranceMm = 1e-3;

/**
 * Resample each axis, in its own direction, to a spacing in millimetres: the first sample stays where it is, sample i of
 * the new axis lies i · new / old samples after it, and there are ⌊(n - 1) · old / new + 1⌉ (half to even) of them.
 * What lies beyond the last sample has its value. The affine keeps its directions (an oblique volume stays oblique).
 * There is no antialiasing: where the axis gets much coarser, `resize` is the better step.
 *
 * Equal to MONAI's Spacing(pixdim, diagonal=False, padding_mode="border", scale_extent=False); its align_corners does not
 * matter there, because positions are those of voxel middles under both. An axis within 0.001 mm stays as it is there too.
 * `nearest` takes the even one of two samples that are equally near; MONAI there goes by rounding noise.
 *
 * Images come out in different sizes: a step that fixes the size must follow.
 * @throws DataError with `where`: no spacing in the file, or another number of axes than `spacingMm`.
 * @source MONAI 1.6, Spacing and compute_shape_offset.
 */
export const resampleSpacing = defineStep({
  name: "resample-spacing",
  config: resampleSpacingConfig,
  extents: () => "varying",
  apply(image, { spacingMm, method }, _, where) {
    requireAxes(image, "spacingMm", spacingMm, where);
    const before = image.spacingMm;
    if (before === null) {
      throw new DataError(where, "the file does not say the distance between its samples", {
        advice:
          "Leave resample-spacing out, or take images from a format that has it (DICOM, NIfTI).",
      });
    }
    const after = spacingAfter(before, spacingMm);
    const steps = after.map((millimetres, axis) => millimetres / at(before, axis));
    const shape = [...image.shape];
    let { data } = image;
    for (let axis = steps.length - 1; axis >= 0; axis--) {
      const step = at(steps, axis);
      if (step === 1) continue;
      const weights = weightsAtSteps(at(shape, axis + 1), step, method);
      const [outer, inner] = [sizeOf(shape.slice(0, axis + 1)), sizeOf(shape.slice(axis + 2))];
      data = resampleAxis(data, outer, inner, weights);
      shape[axis + 1] = weights.first.length;
    }
    const origin = extentsOf(image).map(() => 0);
    return { shape, data, ...geometryOfGrid(image, origin, steps), spacingMm: after };
  },
  places(image, { spacingMm }) {
    const before = image.spacingMm ?? spacingMm;
    const after = spacingAfter(before, spacingMm);
    return extentsOf(image).map(
      (extent, axis) => weightsAtSteps(extent, at(after, axis) / at(before, axis), "nearest").first,
    );
  },
  range: (before) => before,
  describe: ({ spacingMm, method }) => `resampled to ${spacingMm.join(" x ")} mm (${method})`,
});

function spacingAfter(before: readonly number[], wanted: readonly number[]): number[] {
  return wanted.map((millimetres, axis) => {
    const has = at(before, axis);
    return Math.abs(millimetres - has) <= toleranceMm ? has : millimetres;
  });
}

/** Samples at 0, step, 2 · step, … of an axis. */
function weightsAtSteps(extent: number, step: number, method: "linear" | "nearest"): AxisWeights {
  const size = roundHalfEven((extent - 1) / step + 1);
  return gatherWeights(size, 2, (output) => {
    const place = Math.min(extent - 1, output * step);
    const first = method === "linear" ? Math.floor(place) : roundHalfEven(place);
    if (method === "nearest" || first === place) return { first, end: first + 1, weight: () => 1 };
    return { first, end: first + 2, weight: (input) => 1 - Math.abs(place - input) };
  });
}
