import { describe, expect, it } from "vitest";
import { describePipeline } from "./describe-pipeline.js";
import { parsePreprocessSpec } from "./preprocess-spec.js";

describe("describePipeline", () => {
  it("says every step in words", () => {
    const landmarks = { step: "histogram-match", landmarks: [0, 1], images: 812 };
    const steps = [
      { name: "crop-to-foreground", margin: 2 },
      { name: "crop-to-foreground", threshold: 10 },
      { name: "resample-spacing", spacingMm: [1, 1, 2.5] },
      { name: "window", center: 40, width: 400 },
      { name: "window", center: 40, width: 400, formula: "linear" },
      { name: "percentile-clip" },
      { name: "percentile-clip", over: "nonzero", scale: false },
      { name: "rescale", from: [0, 255] },
      { name: "rescale", from: [0, 255], to: [-1, 1], clamp: true },
      { name: "clahe" },
      { name: "histogram-match", percentiles: [1, 99] },
      { name: "crop", start: [0, 10], size: [20, 30] },
      { name: "crop-pad", size: [20, 30], fill: -1000 },
      { name: "resize", size: [96, 96] },
      { name: "resize", size: [96, 96], method: "cubic", keepAspect: "pad" },
      { name: "resize", size: [96, 96], method: "linear", keepAspect: "crop" },
      { name: "resize", size: [96, 96], method: "nearest" },
      { name: "z-score" },
    ];
    const fitted = steps.map(({ name }) => (name === "histogram-match" ? landmarks : null));
    const spec = parsePreprocessSpec({ version: 1, channels: "grey", steps, fitted }, "a");
    expect(describePipeline(spec)).toEqual([
      "one grey channel (colour by ITU-R BT.601 luma)",
      "cut to the box around samples above Otsu's threshold, and 2 more at each side",
      "cut to the box around samples above 10, and 0 more at each side",
      "resampled to 1 x 1 x 2.5 mm (linear)",
      "window of centre 40 and width 400 (clamped), to 0..1",
      "window of centre 40 and width 400 (DICOM LINEAR), to 0..1",
      "each image clipped at its percentiles 1 and 99 (of all samples), scaled to 0..1",
      "each image clipped at its percentiles 1 and 99 (of the samples that are not 0)",
      "values 0..255 brought to 0..1",
      "values 0..255 brought to -1..1, beyond them clamped",
      "contrast equalised in 8 x 8 tiles (CLAHE, clip limit 2, 256 levels over 0..255)",
      "histogram matched at 2 percentiles (of the samples that are not 0) to the mean of 812 training images, over 0..1 (Nyúl & Udupa)",
      "box of 20 x 30 cut out from index 0, 10",
      "cut or filled with -1000, evenly, to 20 x 30",
      "resized to 96 x 96 (mean over area)",
      "resized to 96 x 96 (cubic, antialiased; shape kept, filled with 0)",
      "resized to 96 x 96 (linear, antialiased; shape kept, the middle of it)",
      "resized to 96 x 96 (nearest sample)",
      "each image standardised by the mean and SD of all samples",
    ]);
    const colour = parsePreprocessSpec({ version: 1, channels: "rgb", steps: [], fitted: [] }, "a");
    expect(describePipeline(colour)).toEqual(["three channels, red, green, blue (grey is copied)"]);
  });
});
