import { describe, expect, it } from "vitest";
import { drawnArrays, drawnBytes } from "../../../../fixtures/morpho-mnist/drawn.js";
import { at } from "../../../base/ndarray.js";
import { digitPixels, hiresPixels } from "./constants.js";
import { createDigitAnalyser } from "./digit-morphology.js";
import { createResampler } from "./resample.js";
import {
  createThicken,
  strokeThickness,
  thickeningRadius,
  thin,
  thinningRadius,
} from "./thickness-perturbation.js";

describe("thin and thicken", () => {
  const analyse = createDigitAnalyser();
  const thicken = createThicken();
  const { down } = createResampler();
  const picture = new Uint8Array(hiresPixels);
  const small = new Uint8Array(digitPixels);

  it("truncate the radius to whole high-res pixels", () => {
    expect([1.32, 2.49, 5.09].map(thinningRadius)).toEqual([1, 3, 7]);
    expect([1.32, 2.49, 5.09].map(thickeningRadius)).toEqual([2, 4, 10]);
  });

  it("take from the stroke, or add to it, the diameter of the disc", () => {
    // Radii of 2.49: 3 and 4 of the high-res pixels, of which 4 are one pixel.
    expect(strokeThickness(2.49, "plain")).toBe(2.49);
    expect(strokeThickness(2.49, "thin")).toBeCloseTo(2.49 - 1.5, 12);
    expect(strokeThickness(2.49, "thick")).toBeCloseTo(2.49 + 2, 12);
  });

  it.each([0, 1, 2])(
    "say how thick drawn digit %i has become, within three quarters of a pixel",
    (index) => {
      const digit = analyse(drawnBytes("digits"), index * digitPixels);
      const before = digit.thickness;
      for (const [kind, change] of [
        ["thin", thin],
        ["thick", thicken],
      ] as const) {
        change(analyse(drawnBytes("digits"), index * digitPixels), picture);
        down(picture, small, 0);
        const measured = analyse(small, 0).thickness;
        expect(Math.abs(measured - strokeThickness(before, kind))).toBeLessThan(0.75);
      }
    },
  );

  it.each([0, 1, 2])("equal scipy's erosion and dilation by a disc on drawn digit %i", (index) => {
    const digit = analyse(drawnBytes("digits"), index * digitPixels);
    const radii = [thinningRadius(digit.thickness), thickeningRadius(digit.thickness)];
    const wantedRadii = drawnArrays.get("radii");
    if (wantedRadii?.dtype !== "int32") throw new Error("no radii");
    expect(radii).toEqual([...wantedRadii.data.subarray(2 * index, 2 * index + 2)]);
    const largestDifference = (name: string): number => {
      down(picture, small, 0);
      const wanted = drawnBytes(name).subarray(index * digitPixels, (index + 1) * digitPixels);
      return Math.max(...small.map((value, pixel) => Math.abs(value - at(wanted, pixel))));
    };
    // One step of 255: full strokes are 1 − 1e-16 or 1 before they are truncated.
    thin(digit, picture);
    expect(largestDifference("thin")).toBeLessThanOrEqual(1);
    expect(largestDifference("thick")).toBeGreaterThan(100);
    thicken(digit, picture);
    expect(largestDifference("thick")).toBeLessThanOrEqual(1);
    expect(largestDifference("thin")).toBeGreaterThan(100);
  });
});
