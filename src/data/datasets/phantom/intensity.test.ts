import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";
import { greyOf, intensity } from "./intensity.js";

describe("intensity", () => {
  it("adds to the logit of the grey, keeps black and white, and undoes itself", () => {
    const logit = (value: number): number => Math.log(value / (1 - value));
    for (const density of [0.1, 0.4, 0.9]) {
      expect(logit(greyOf(density, Math.exp(0.7))) - logit(density)).toBeCloseTo(0.7, 12);
      expect(greyOf(greyOf(density, 2), 1 / 2)).toBeCloseTo(density, 14);
      expect(greyOf(density, 1)).toBe(density);
    }
    expect(greyOf(0, 2)).toBe(0);
    expect(greyOf(1, 2)).toBe(1);
    expect(greyOf(0.4, Math.exp(0.85))).toBeCloseTo(0.609, 3);
  });

  it("raises the brightness by 1.7 · ease and touches nothing else", () => {
    const natural = drawAcquisition(createRng(1));
    const brightness = natural.brightness + 0.425;
    expect(intensity.plant(natural, 0.25)).toEqual({ ...natural, brightness });
  });
});
