import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";

describe("drawAcquisition", () => {
  const drawn = Array.from({ length: 500 }, (_, seed) => drawAcquisition(createRng(seed)));

  it("leaves no trace of a planted factor: no turn, margin or letter", () => {
    for (const one of drawn) {
      expect([one.turnDegrees, one.margin, one.markerOpacity]).toEqual([0, 0, 0]);
    }
  });

  it("varies pose and exposure within the stated deviations, L and R evenly", () => {
    const deviation = (values: number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    // Truncated at 2.5: 0.9546 of the asked one; five standard errors are 16 %.
    const relative = (values: number[], asked: number): number =>
      Math.abs(deviation(values) / (0.9546 * asked) - 1);
    expect(
      relative(
        drawn.map((one) => one.shiftX),
        0.025,
      ),
    ).toBeLessThan(0.16);
    expect(
      relative(
        drawn.map((one) => one.tilt),
        0.035,
      ),
    ).toBeLessThan(0.16);
    expect(
      relative(
        drawn.map((one) => one.zoom - 1),
        0.025,
      ),
    ).toBeLessThan(0.16);
    expect(
      relative(
        drawn.map((one) => one.brightness),
        0.08,
      ),
    ).toBeLessThan(0.16);
    expect(
      relative(
        drawn.map((one) => one.fieldSlope),
        0.05,
      ),
    ).toBeLessThan(0.16);
    const grains = drawn.map((one) => one.grain);
    expect(Math.min(...grains)).toBeGreaterThanOrEqual(0.015);
    expect(Math.max(...grains)).toBeLessThan(0.025);
    const letters = drawn.filter((one) => one.markerLetter === "L").length;
    expect(Math.abs(letters - 250)).toBeLessThan(56);
  });
});
