import { describe, expect, it } from "vitest";
import { golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { rescale, rescaleConfig } from "./rescale.js";

const parse = (settings: object) => rescaleConfig.parse({ name: "rescale", ...settings });

describe("rescale", () => {
  it("agrees with scikit-image where it clamps", () => {
    const config = parse({ from: [-50, 120], to: [2, -3], clamp: true });
    const { data } = rescale.apply(goldenImage("picture"), config, null, "a.png");
    const want = golden("rescale clamped").data as Float32Array;
    expect(disagreement(data, want, preprocessAgainstLibraries)).toBe(null);
  });

  it("brings ends to ends exactly, goes on beyond them, and keeps its argument", () => {
    const image = greyImage([1, 4], [0, 255, 510, 127.5]);
    const config = parse({ from: [0, 255], to: [0.1, 0.3] });
    const { data } = rescale.apply(image, config, null, "a.png");
    expect(data).toEqual(Float32Array.of(0.1, 0.3, 0.5, 0.2));
    expect(image.data).toEqual(Float32Array.of(0, 255, 510, 127.5));
    const identity = parse({ from: [0, 255], to: [0, 255] });
    expect(rescale.apply(image, identity, null, "a.png").data).toEqual(image.data);
  });

  it("knows the range of its values", () => {
    expect(rescale.range([0, 510], parse({ from: [0, 255] }))).toEqual([0, 2]);
    expect(rescale.range([0, 510], parse({ from: [0, 255], to: [1, 0] }))).toEqual([-1, 1]);
    expect(rescale.range([0, 510], parse({ from: [0, 255], clamp: true }))).toEqual([0, 1]);
    expect(rescale.range(null, parse({ from: [0, 255] }))).toBe(null);
    expect(rescale.range(null, parse({ from: [0, 255], clamp: true }))).toEqual([0, 1]);
  });

  it("refuses an interval that does not rise", () => {
    const { error } = rescaleConfig.safeParse({ name: "rescale", from: [255, 255] });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [["from"], "the first number must be below the second"],
    ]);
  });
});
