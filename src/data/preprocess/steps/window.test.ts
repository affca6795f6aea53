import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement } from "../../../../test/tolerances.js";
import { window, windowConfig } from "./window.js";

const windowed = (samples: ReturnType<typeof greyImage>, settings: object) =>
  window.apply(samples, windowConfig.parse({ name: "window", ...settings }), null, "a.dcm");

describe("window", () => {
  it.each(cases.window)("agrees with pydicom: $name", ({ name, center, width, formula }) => {
    const { data } = windowed(goldenImage("hounsfield"), { center, width, formula });
    // pydicom gives whole numbers of 65535ths at least as finely as float32.
    const want = golden(name).data as Float32Array;
    expect(disagreement(data, want, { relative: 0, ofLargest: 1e-6 })).toBe(null);
  });

  it("has formulas that differ by half a value", () => {
    const [exact, older] = ["window 40 400 linear-exact", "window 40 400 linear"].map((name) =>
      Array.from(golden(name).data, Number),
    );
    const apart = (exact ?? []).map((value, index) => Math.abs(value - (older?.[index] ?? NaN)));
    expect(Math.max(...apart)).toBeGreaterThan(1e-3);
    expect(Math.max(...apart)).toBeLessThan(3e-3);
  });

  it("shows -160..240 for 40/400, in volumes too", () => {
    const volume = greyImage([1, 1, 6], [-1000, -160, -60, 40, 240, 3000]);
    const image = windowed(volume, { center: 40, width: 400 });
    expect(image).toEqual({ ...volume, data: Float32Array.of(0, 0, 0.25, 0.5, 1, 1) });
    expect(window.range(null, windowConfig.parse({ name: "window", center: 0, width: 1 }))).toEqual(
      [0, 1],
    );
  });

  it("refuses a width that the formula cannot divide by", () => {
    const parse = (settings: object) =>
      windowConfig.safeParse({ name: "window", center: 0, ...settings }).error?.issues[0]?.message;
    expect(parse({ width: 0 })).toBe("Too small: expected number to be >0");
    expect(parse({ width: 1, formula: "linear" })).toBe(
      "with formula: linear the width must be above 1",
    );
    expect(parse({ width: 1 })).toBe(undefined);
  });
});
