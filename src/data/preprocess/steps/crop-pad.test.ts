import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { cropPad, cropPadConfig } from "./crop-pad.js";

const parse = (settings: object) => cropPadConfig.parse({ name: "crop-pad", ...settings });

describe("cropPad", () => {
  it.each(cases.cropPad)("cuts and fills as MONAI: $name", ({ name, image, size }) => {
    const got = cropPad.apply(goldenImage(image), parse({ size, fill: -3 }), null, "a.nii");
    expect(got.shape).toEqual([1, ...size]);
    expect(got.data).toEqual(golden(name).data);
  });

  it("keeps sample ⌊n / 2⌋ in the middle, which ⌊(n - s) / 2⌋ would not", () => {
    const image = greyImage([1, 4], [0, 1, 2, 3]);
    const { data } = cropPad.apply(image, parse({ size: [1, 3] }), null, "a.png");
    expect(data).toEqual(Float32Array.of(1, 2, 3));
  });

  it("is the image itself at its own size, and knows its range", () => {
    const image = goldenImage("volume");
    expect(cropPad.apply(image, parse({ size: [9, 11, 7] }), null, "a.nii")).toBe(image);
    expect(cropPad.range([1, 5], parse({ size: [9, 9] }))).toEqual([0, 5]);
    expect(cropPad.range(null, parse({ size: [9, 9] }))).toBe(null);
  });

  it("refuses a size with another number of axes", () => {
    expect(() =>
      cropPad.apply(goldenImage("picture"), parse({ size: [1, 2, 3] }), null, "a.png"),
    ).toThrow(
      "a.png: size does not have a number for each axis of the image: expected 2 numbers for an image of 23 x 31, got [1,2,3]. Pictures have two axes, volumes three; a cohort has one kind.",
    );
  });
});
