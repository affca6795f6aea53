import { describe, expect, it } from "vitest";
import { goldenImage } from "../../../fixtures/preprocess/golden.js";
import type { DecodedImage } from "../formats/decoded-image.js";
import { createPipeline, fixedImageShape, preprocess } from "./pipeline.js";
import type { PreprocessSpec } from "./preprocess-spec.js";
import { preprocessConfig } from "./preprocess-spec.js";

function specOf(channels: "grey" | "rgb", ...steps: object[]): PreprocessSpec {
  const config = preprocessConfig.parse({ channels, steps });
  return { version: 1, ...config, fitted: steps.map(() => null) };
}

function bytesImage(channels: number, height: number, width: number): DecodedImage {
  const data = Uint8Array.from(
    { length: channels * height * width },
    (_, index) => (index * 97) % 256,
  );
  const samples = { dtype: "uint8", shape: [channels, height, width], data } as const;
  return { samples, channels: channels === 3 ? "rgb" : "grey", spacingMm: null, affine: null };
}

const shrink = { name: "resize", size: [4, 6] };
const unit = { name: "rescale", from: [0, 255] };

describe("createPipeline", () => {
  it("applies the steps in order, and gives one shape", () => {
    const pipeline = createPipeline(specOf("grey", unit, shrink), [1, 4, 6]);
    expect([pipeline.imageShape, pipeline.valueRange]).toEqual([[1, 4, 6], null]);
    const image = pipeline.apply(bytesImage(1, 4, 6), "a.png");
    expect(image.shape).toEqual([1, 4, 6]);
    expect(image.data[3]).toBe(Math.fround(35 / 255));
    // In the other order: a window before the mean is not the mean before the window.
    const window = { name: "window", center: 128, width: 10 };
    const orders = [
      [window, shrink],
      [shrink, window],
    ].map(
      (steps) =>
        createPipeline(specOf("grey", ...steps), [1, 4, 6]).apply(bytesImage(1, 9, 9), "a").data,
    );
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it("follows the range of values", () => {
    const range = (...steps: object[]) =>
      createPipeline(specOf("grey", ...steps, shrink), [1, 4, 6]).valueRange;
    const window = { name: "window", center: 40, width: 400 };
    expect(range(window)).toEqual([0, 1]);
    expect(range(window, { name: "rescale", from: [0, 1], to: [-1, 1] })).toEqual([-1, 1]);
    expect(range(window, { name: "crop-pad", size: [9, 9], fill: -2 })).toEqual([-2, 1]);
    expect(range(window, { name: "z-score" })).toBe(null);
    expect(range(unit)).toBe(null);
  });

  it("gives colour, by copies where the file is grey, and grey of colour", () => {
    const rgb = createPipeline(specOf("rgb", unit, shrink), [3, 4, 6]);
    const grey = createPipeline(specOf("grey", unit, shrink), [1, 4, 6]);
    const fromGrey = rgb.apply(bytesImage(1, 8, 8), "a.png");
    const plane = grey.apply(bytesImage(1, 8, 8), "a.png").data;
    expect(fromGrey.shape).toEqual([3, 4, 6]);
    expect(fromGrey.data).toEqual(Float32Array.from([...plane, ...plane, ...plane]));
    expect(rgb.apply(bytesImage(3, 8, 8), "a.png").shape).toEqual([3, 4, 6]);
    expect(grey.apply(bytesImage(3, 8, 8), "a.png").shape).toEqual([1, 4, 6]);
  });

  it("gives the same bytes for the same image, whatever came between, and changes none", () => {
    const steps = [{ name: "clahe" }, { name: "percentile-clip" }, shrink, { name: "z-score" }];
    const pipeline = createPipeline(specOf("grey", ...steps), [1, 4, 6]);
    const one = bytesImage(1, 20, 30);
    const first = pipeline.apply(one, "a.png").data.slice();
    pipeline.apply(bytesImage(1, 33, 17), "b.png");
    expect(pipeline.apply(one, "a.png").data).toEqual(first);
    expect(one).toEqual(bytesImage(1, 20, 30));
  });

  it("gives memory of its own, which the next image does not touch", () => {
    for (const steps of [[], [unit], [{ name: "crop-pad", size: [4, 6] }]]) {
      const pipeline = createPipeline(specOf("grey", ...steps), [1, 4, 6]);
      const first = pipeline.apply(bytesImage(1, 4, 6), "a").data;
      const before = first.slice();
      const other = bytesImage(1, 4, 6);
      other.samples.data.fill(9 as never);
      expect(pipeline.apply(other, "b").data).not.toEqual(before);
      expect(first).toEqual(before);
    }
  });

  it("survives storing: the spec is JSON", () => {
    const spec = specOf("grey", unit, shrink);
    const stored = JSON.parse(JSON.stringify(spec)) as PreprocessSpec;
    const image = bytesImage(1, 9, 9);
    const pipeline = createPipeline(stored, [1, 4, 6]);
    expect(pipeline.apply(image, "a")).toEqual(createPipeline(spec, [1, 4, 6]).apply(image, "a"));
  });

  it("carries spacing and affine to the end", () => {
    const { data, shape } = goldenImage("volume");
    const decoded: DecodedImage = {
      samples: { dtype: "float32", shape, data },
      channels: "grey",
      spacingMm: [1, 1, 2],
      affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1],
    };
    const steps = [
      { name: "resample-spacing", spacingMm: [1, 1, 1] },
      { name: "crop-pad", size: [5, 11, 13] },
    ];
    const image = createPipeline(specOf("grey", ...steps), [1, 5, 11, 13]).apply(decoded, "a.nii");
    expect(image.spacingMm).toEqual([1, 1, 1]);
    expect(image.affine).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it("names image and step where one refuses", () => {
    const pipeline = createPipeline(
      specOf("grey", unit, { name: "crop", start: [0, 0], size: [4, 6] }),
      [1, 4, 6],
    );
    expect(() => pipeline.apply(bytesImage(1, 3, 6), "p7/a.png")).toThrow(
      "p7/a.png, step 2 (crop): the box reaches beyond the image: expected a box inside 3 x 6, got 4 x 6 from 0, 0. crop-pad fills what is missing.",
    );
  });

  it("refuses an image of another shape, and says which step to add", () => {
    const pipeline = createPipeline(specOf("grey", unit), [1, 4, 6]);
    expect(() => pipeline.apply(bytesImage(1, 4, 7), "b.png")).toThrow(
      "b.png: the image comes out in another shape than the others: expected [1,4,6], got [1,4,7]. Add a step that fixes the size to the end of preprocess: {name: resize, size: [4, 6]} or {name: crop-pad, size: [4, 6]}.",
    );
    const volumes = createPipeline(specOf("grey", unit), [1, 4, 6, 2]);
    expect(() => volumes.apply(bytesImage(1, 4, 6), "b.png")).toThrow(
      "b.png: the image comes out in another shape than the others: expected [1,4,6,2], got [1,4,6]. A cohort has pictures or volumes, not both.",
    );
  });

  it("refuses a shape that the steps do not give", () => {
    expect(() => createPipeline(specOf("rgb", shrink), [1, 4, 6])).toThrow(
      "preprocess: the steps fix another shape of images: expected [3,4,6], got [1,4,6]",
    );
  });

  it("refuses samples that are not finite, on the way in and on the way out", () => {
    const data = Float32Array.of(3e38, -3e38);
    const samples = { dtype: "float32", shape: [1, 1, 2], data } as const;
    const decoded: DecodedImage = { samples, channels: "grey", spacingMm: null, affine: null };
    const pipeline = createPipeline(specOf("grey", { name: "rescale", from: [0, 0.1] }), [1, 1, 2]);
    expect(() => pipeline.apply(decoded, "a.tif")).toThrow(
      "a.tif, after the last step: a sample is not a finite number that float32 can hold: got Infinity (channel 0, index [0,0]). Replace such samples in the file, or take the image out of the table.",
    );
    data[1] = NaN;
    expect(() => pipeline.apply(decoded, "a.tif")).toThrow(
      "a.tif: a sample is not a finite number that float32 can hold: got NaN (channel 0, index [0,1]). Replace such samples in the file, or take the image out of the table.",
    );
  });
});

describe("fixedImageShape", () => {
  it.each([
    [
      "the size of the last step that sets one",
      [3, 4, 6],
      [{ name: "crop-pad", size: [9, 9] }, shrink, unit],
    ],
    ["nothing where no step sets one", null, [unit]],
    [
      "nothing where the last one goes by the image",
      null,
      [shrink, { name: "crop-to-foreground" }],
    ],
  ])("is %s", (_, want, steps) => {
    expect(fixedImageShape(specOf("rgb", ...steps))).toEqual(want);
  });
});

describe("preprocess", () => {
  it("gives an image in its own shape", () => {
    expect(preprocess(specOf("rgb", unit), bytesImage(1, 4, 7), "b.png").shape).toEqual([3, 4, 7]);
  });
});
