import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import type { WorkingImage } from "../working-image.js";
import { resampleSpacing, resampleSpacingConfig } from "./resample-spacing.js";

const resampled = (image: WorkingImage, settings: object) => {
  const config = resampleSpacingConfig.parse({ name: "resample-spacing", ...settings });
  return resampleSpacing.apply(image, config, null, "a.nii");
};

describe("resampleSpacing", () => {
  it.each(cases.spacing)("agrees with MONAI: $name", (one) => {
    const { affine, spacingMm } = one;
    const image = { ...goldenImage("volume"), affine, spacingMm };
    const got = resampled(image, { spacingMm: one.to, method: one.method });
    const want = golden(one.name);
    expect(got.shape).toEqual([1, ...want.shape]);
    const samples = want.data as Float32Array;
    expect(disagreement(got.data, samples, preprocessAgainstLibraries)).toBe(null);
    const close = { relative: 0, ofLargest: 1e-12 };
    expect(disagreement(got.affine ?? [], one.affineAfter, close)).toBe(null);
    expect(disagreement(got.spacingMm ?? [], one.spacingAfter, close)).toBe(null);
  });

  it("keeps a ramp: every sample has the value of its place in millimetres", () => {
    const image = { ...greyImage([2, 4], [0, 3, 6, 9, 10, 13, 16, 19]), spacingMm: [10, 3] };
    const { shape, data, spacingMm, affine } = resampled(image, { spacingMm: [5, 2] });
    expect([shape, spacingMm, affine]).toEqual([[1, 3, 6], [5, 2], null]);
    // Columns at 0, 2 … 10 mm: the last lies beyond the image's 9 mm and has its value.
    const row = [0, 2, 4, 6, 8, 9];
    const want = [...row, ...row.map((value) => value + 5), ...row.map((value) => value + 10)];
    for (const [index, value] of want.entries()) expect(data[index]).toBeCloseTo(value, 5);
  });

  it("leaves an axis that has its spacing within 0.001 mm as it is", () => {
    const image = { ...goldenImage("picture"), spacingMm: [1.0009, 0.5] };
    const { shape, data, spacingMm } = resampled(image, { spacingMm: [1, 0.5] });
    expect([shape, spacingMm]).toEqual([image.shape, image.spacingMm]);
    expect(data).toBe(image.data);
    expect(resampled(image, { spacingMm: [0.99, 0.5] }).spacingMm).toEqual([0.99, 0.5]);
  });

  it("takes the even one of two equally near samples", () => {
    const image = { ...greyImage([1, 4], [0, 1, 2, 3]), spacingMm: [1, 1] };
    const { data } = resampled(image, { spacingMm: [1, 0.5], method: "nearest" });
    expect([...data]).toEqual([0, 0, 1, 2, 2, 2, 3]);
  });

  it("takes an axis of one sample as it is", () => {
    const image = { ...greyImage([1, 1], [4]), spacingMm: [3, 3] };
    expect(resampled(image, { spacingMm: [1, 9] }).data).toEqual(Float32Array.of(4));
  });

  it("refuses images that do not say their spacing, or have other axes", () => {
    expect(() => resampled(goldenImage("picture"), { spacingMm: [1, 1] })).toThrow(
      "a.nii: the file does not say the distance between its samples. Leave resample-spacing out, or take images from a format that has it (DICOM, NIfTI).",
    );
    expect(() => resampled(goldenImage("picture"), { spacingMm: [1, 1, 1] })).toThrow(
      "a.nii: spacingMm does not have a number for each axis of the image: expected 2 numbers for an image of 23 x 31, got [1,1,1]. Pictures have two axes, volumes three; a cohort has one kind.",
    );
  });
});
