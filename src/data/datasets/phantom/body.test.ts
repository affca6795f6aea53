import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { bodyDensity, drawBody } from "./body.js";

describe("body", () => {
  const body = {
    chestHalfWidth: 0.9,
    neckHalfWidth: 0.3,
    shoulderY: -0.75,
    density: 0.5,
  };

  it("is densest in the middle, 30 % thinner at the flank, air beside it", () => {
    expect(bodyDensity(body, 0, 0.5, 0.02)).toBe(0.5);
    expect(bodyDensity(body, 0.45, 0.5, 0.02)).toBeCloseTo(0.5 * (1 - 0.3 / 16), 12);
    // On the edge: half covered, 30 % thinner.
    expect(bodyDensity(body, 0.9, 0.5, 0.02)).toBeCloseTo(0.5 * 0.7 * 0.5, 12);
    expect(bodyDensity(body, -0.95, 0.5, 0.02)).toBe(0);
  });

  it("has a neck above the shoulders: the top corners are air", () => {
    expect(bodyDensity(body, 0.2, -1, 0.02)).toBeGreaterThan(0.4);
    expect(bodyDensity(body, 0.35, -1, 0.02)).toBe(0);
    // Half of the shoulders at shoulderY.
    expect(bodyDensity(body, 0.595, -0.75, 0.02)).toBeGreaterThan(0);
    expect(bodyDensity(body, 0.615, -0.75, 0.02)).toBe(0);
  });

  it("varies between people and leaves room for the shoulders", () => {
    const widths = Array.from({ length: 200 }, (_, seed) => drawBody(createRng(seed)));
    const chest = widths.map((one) => one.chestHalfWidth);
    expect(Math.max(...chest) - Math.min(...chest)).toBeGreaterThan(0.12);
    expect(widths.every((one) => one.chestHalfWidth > 2 * one.neckHalfWidth)).toBe(true);
  });
});
