import { describe, expect, it } from "vitest";
import { integrateGradients, integrationPoints } from "./integrated-gradients.js";

/** Integrated gradients of a score that is given by value and slope. */
function integrate(
  picture: number[],
  baseline: number[],
  steps: number,
  score: (x: Float32Array) => number,
  slope: (x: Float32Array) => number[],
) {
  const [x, start] = [Float32Array.from(picture), Float32Array.from(baseline)];
  const gradients = integrationPoints(x, start, steps).map((point) => Float32Array.from(slope(point))); // prettier-ignore
  return integrateGradients(x, start, gradients, { picture: score(x), baseline: score(start) });
}

describe("integrateGradients", () => {
  it("of a linear score is weight times way, in one step and complete", () => {
    const weights = [2, -1, 0.5];
    const score = (x: Float32Array) => weights.reduce((sum, w, i) => sum + w * (x[i] ?? 0), 7);
    const found = integrate([1, 2, -4], [0, 1, 4], 1, score, () => weights);
    expect([...found.attributions]).toEqual([2, -1, -4]);
    expect(found).toMatchObject({ difference: -3, error: 0 });
  });

  it("of x0 · x1 shares the product, as in closed form: (x0 x1 - x0' x1') is halved from 0", () => {
    const score = (x: Float32Array) => (x[0] ?? 0) * (x[1] ?? 0);
    const slope = (x: Float32Array) => [x[1] ?? 0, x[0] ?? 0];
    const found = integrate([2, 6], [0, 0], 1, score, slope);
    expect([...found.attributions]).toEqual([6, 6]);
    expect(found.error).toBe(0);
    // The slope at the picture alone would give 12 twice, which is not complete.
    expect([2 * 6, 6 * 2].reduce((left, right) => left + right)).not.toBe(found.difference);
  });

  it("of a saturated score sees what the gradient does not, with an error that falls with the steps", () => {
    // min(x, 1): flat at 3, attribution 1 in closed form.
    const score = (x: Float32Array) => Math.min(x[0] ?? 0, 1);
    const slope = (x: Float32Array) => [(x[0] ?? 0) < 1 ? 1 : 0];
    expect(slope(Float32Array.of(3))).toEqual([0]);
    const errors = [4, 32].map((steps) => integrate([3], [0], steps, score, slope).error);
    expect(errors[0]).toBeCloseTo(0.25, 6);
    expect(errors[1]).toBeCloseTo(Math.abs((3 * 11) / 32 - 1), 6);
  });

  it("refuses pictures that do not belong together", () => {
    expect(() => integrationPoints(Float32Array.of(1), Float32Array.of(1, 2), 2)).toThrow(
      "integrated gradients: numbers of a picture: expected 1, got 2",
    );
  });
});
