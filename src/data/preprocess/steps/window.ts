import { z } from "zod";
import { scaleSamples } from "../kernels/scale-samples.js";
import { defineStep } from "../step.js";

/** Settings of {@link window}. */
export const windowConfig = z
  .strictObject({
    name: z.literal("window").describe("Shows values around a centre, as a viewer of CT does."),
    center: z.number().describe("Middle of the values shown, e.g. 40 HU."),
    width: z.number().positive().describe("Length of the interval of values shown, e.g. 400 HU."),
    formula: z
      .enum(["linear-exact", "linear"])
      .default("linear-exact")
      .describe("linear-exact: center ± width / 2; linear: DICOM's older form, half a value off."),
  })
  .refine(({ formula, width }) => formula === "linear-exact" || width > 1, {
    path: ["width"],
    message: "with formula: linear the width must be above 1",
  });

/**
 * Grey values of a window, 0..1, in pictures and volumes:
 *
 *   linear-exact  y = (x - c) / w + 1/2                    the plain clamp of c - w/2 .. c + w/2
 *   linear        y = (x - (c - 1/2)) / (w - 1) + 1/2      for whole-number values: w of them are told apart
 *
 * each clamped to 0..1. Window 40/400 shows -160..240 HU (`linear`: -160..239).
 * @source DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3.2 (VOI LUT functions LINEAR, LINEAR_EXACT).
 */
export const window = defineStep({
  name: "window",
  config: windowConfig,
  extents: () => "kept",
  apply(image, { center, width, formula }) {
    const [middle, length] = formula === "linear" ? [center - 0.5, width - 1] : [center, width];
    const origin = middle - length / 2;
    return scaleSamples(image, { origin, length, start: 0, end: 1, low: 0, high: 1 });
  },
  range: () => [0, 1],
  describe: ({ center, width, formula }) =>
    `window of centre ${center} and width ${width} (${formula === "linear" ? "DICOM LINEAR" : "clamped"}), to 0..1`,
});
