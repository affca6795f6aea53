import { describe, expect, it } from "vitest";
import { minimise } from "./minimise.js";

/** ½ Σ s_i (x_i − c_i)², badly scaled. */
const scales = [1, 30, 1000, 0.02];
const centre = [3, -1, 0.5, 20];
const bowl = (point: Float64Array, gradient: Float64Array): number => {
  let value = 0;
  for (const [index, scale] of scales.entries()) {
    const away = (point[index] ?? 0) - (centre[index] ?? 0);
    value += 0.5 * scale * away * away;
    gradient[index] = scale * away;
  }
  return value;
};

describe("minimise", () => {
  it("finds the centre of a badly scaled bowl, and leaves the start alone", () => {
    const start = new Float64Array(4);
    const found = minimise(bowl, start, { tolerance: 1e-9 });
    for (const [index, value] of centre.entries()) expect(found[index]).toBeCloseTo(value, 6);
    expect([...start]).toEqual([0, 0, 0, 0]);
  });

  it("says when it has not arrived, and what is not finite", () => {
    expect(() => minimise(bowl, new Float64Array(4), { maxIterations: 2 })).toThrow(
      /^minimise: no minimum found: expected gradient of at most 0\.000001, got .* \(iterations 2\)$/,
    );
    expect(() => minimise(() => NaN, new Float64Array(1))).toThrow(
      "minimise: the function is not finite: got NaN (iteration 0)",
    );
  });
});
