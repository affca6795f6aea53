import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { cropToForeground, cropToForegroundConfig } from "./crop-to-foreground.js";

const cut = (image: ReturnType<typeof greyImage>, settings: object) => {
  const config = cropToForegroundConfig.parse({ name: "crop-to-foreground", ...settings });
  return cropToForeground.apply(image, config, null, "a.nii");
};

describe("cropToForeground", () => {
  it.each(cases.foreground)("cuts as MONAI: $name", ({ name, threshold, margin }) => {
    const got = cut(goldenImage("head"), { threshold, margin });
    const want = golden(name);
    expect(got.shape).toEqual([1, ...want.shape]);
    expect(got.data).toEqual(want.data);
    expect(want.shape).not.toEqual([10, 12, 9]);
  });

  it("looks at every channel, and moves the origin along", () => {
    const data = Float32Array.of(0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0);
    const colour = { ...greyImage([2, 3], data), shape: [3, 2, 3], data };
    // Row 0, column 2 in the first channel; row 0, column 1 in the third.
    expect(cut(colour, { threshold: 0 }).shape).toEqual([3, 1, 2]);
    const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const volume = { ...greyImage([1, 2, 3], [0, 0, 0, 0, 0, 5]), affine, spacingMm: [1, 1, 1] };
    const got = cut(volume, { threshold: 4 });
    expect([...(got.affine ?? [])].filter((_, index) => index % 4 === 3)).toEqual([0, 1, 2, 1]);
  });

  it("refuses images without foreground", () => {
    expect(() => cut(greyImage([1, 2], [3, 3]), {})).toThrow(
      "a.nii: every sample has the same value: got 3. Look at the image, and take it out of the table if it is empty.",
    );
    expect(() => cut(greyImage([1, 2], [3, 4]), { threshold: 4 })).toThrow(
      "a.nii: no sample is above the threshold (threshold 4). Look at the image, and lower the threshold or take the image out of the table.",
    );
  });
});
