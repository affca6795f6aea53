import { describe, expect, it } from "vitest";
import { cases, goldenImage } from "../../../../fixtures/preprocess/golden.js";
import { otsuThreshold } from "./otsu-threshold.js";

describe("otsuThreshold", () => {
  it.each(Object.entries(cases.otsu))("agrees with scikit-image on %s", (name, want) => {
    const { data } = goldenImage(name);
    expect(otsuThreshold(data)).toBeCloseTo(want, 9);
    // A bin is this wide: the agreement is no accident.
    expect((Math.max(...data) - Math.min(...data)) / 256).toBeGreaterThan(0.1);
  });

  it("parts two values, at the middle of the lower one's bin", () => {
    expect(otsuThreshold(Float32Array.of(0, 256, 0, 256, 256))).toBe(0.5);
  });

  it("has none for equal samples", () => {
    expect(otsuThreshold(Float32Array.of(3, 3, 3))).toBe(null);
  });
});
