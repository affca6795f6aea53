import { describe, expect, it } from "vitest";
import { golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { zScore, zScoreConfig } from "./z-score.js";

const scored = (image: ReturnType<typeof greyImage>, settings: object = {}) =>
  zScore.apply(image, zScoreConfig.parse({ name: "z-score", ...settings }), null, "a.nii");

describe("zScore", () => {
  it.each(["picture", "volume", "with zeros"])("agrees with MONAI on %s", (name) => {
    for (const over of ["all", "nonzero"]) {
      const want = golden(`z-score ${name} ${over}`).data as Float32Array;
      const { data } = scored(goldenImage(name), { over });
      expect(disagreement(data, want, preprocessAgainstLibraries)).toBe(null);
    }
  });

  it("takes the population's SD, and leaves zeros alone where they do not count", () => {
    expect(scored(greyImage([1, 2], [1, 3])).data).toEqual(Float32Array.of(-1, 1));
    const { data } = scored(greyImage([2, 2], [0, 10, 0, 14]), { over: "nonzero" });
    expect(data).toEqual(Float32Array.of(0, -1, 0, 1));
  });

  it("keeps its digits far from 0", () => {
    // The sum of squares minus the square of the sum would have none left.
    const { data } = scored(greyImage([1, 2], [1e7, 1e7 + 2]));
    expect(data).toEqual(Float32Array.of(-1, 1));
  });

  it("refuses images without contrast", () => {
    const advice = "Look at the image, and take it out of the table if it is empty.";
    expect(() => scored(greyImage([1, 3], [0.1, 0.1, 0.1]))).toThrow(
      `a.nii: every sample has the same value: got ${Math.fround(0.1)}. ${advice}`,
    );
    expect(() => scored(greyImage([1, 3], [0, 5, 5]), { over: "nonzero" })).toThrow(
      `a.nii: every sample that is not 0 has the same value: got 5. ${advice}`,
    );
    expect(() => scored(greyImage([1, 1], [0]), { over: "nonzero" })).toThrow(
      `a.nii: every sample is 0, and the statistic is over those that are not. ${advice}`,
    );
  });
});
