import { describe, expect, it } from "vitest";
import { golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { percentileClip, percentileClipConfig } from "./percentile-clip.js";

const parse = (settings: object) =>
  percentileClipConfig.parse({ name: "percentile-clip", ...settings });
const clipped = (image: ReturnType<typeof greyImage>, settings: object) =>
  percentileClip.apply(image, parse(settings), null, "a.png");

describe("percentileClip", () => {
  it.each(["all", "nonzero"] as const)("agrees with numpy over %s", (over) => {
    const { data } = clipped(goldenImage("with zeros"), { low: 2, high: 95, over });
    const want = golden(`percentile-clip ${over}`).data as Float32Array;
    expect(disagreement(data, want, preprocessAgainstLibraries)).toBe(null);
  });

  it("tells all samples from those that are not 0", () => {
    const [all, nonzero] = ["all", "nonzero"].map(
      (over) => golden(`percentile-clip ${over}`).data as Float32Array,
    );
    const loose = { relative: 0, ofLargest: 0.05 };
    expect(disagreement(all ?? [], nonzero ?? [], loose)).not.toBe(null);
  });

  it("clips without scaling where asked, in volumes too", () => {
    const volume = greyImage([1, 5, 1], [4, 0, 1, 2, 3]);
    expect(clipped(volume, { low: 25, high: 75, scale: false })).toEqual({
      ...volume,
      data: Float32Array.of(3, 1, 1, 2, 3),
    });
    expect(percentileClip.range([0, 9], parse({ scale: false }))).toEqual([0, 9]);
    expect(percentileClip.range(null, parse({}))).toEqual([0, 1]);
  });

  it("refuses images without contrast, and percentiles that do not rise", () => {
    const advice = "Look at the image, and take it out of the table if it is empty.";
    expect(() => clipped(greyImage([1, 3], [7, 7, 7]), {})).toThrow(
      `a.png: percentiles 1 and 99 are the same value: got 7. ${advice}`,
    );
    expect(() => clipped(greyImage([1, 2], [0, 0]), { over: "nonzero" })).toThrow(
      `a.png: every sample is 0, and the statistic is over those that are not. ${advice}`,
    );
    const wrong = { name: "percentile-clip", low: 99, high: 1 };
    const { error } = percentileClipConfig.safeParse(wrong);
    expect(error?.issues.map(({ message }) => message)).toEqual(["low must be below high"]);
  });
});
