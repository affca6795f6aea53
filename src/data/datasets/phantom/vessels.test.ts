import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { createPlanes } from "./planes.js";
import { addVessels, drawVessels } from "./vessels.js";

describe("vessels", () => {
  const density = (seed: number, x: number, y: number, lung: number): number => {
    const planes = createPlanes(1);
    planes.x[0] = x;
    planes.y[0] = y;
    planes.lung[0] = lung;
    addVessels(drawVessels(createRng(seed)), planes);
    return planes.density[0] ?? Number.NaN;
  };

  it("begin at a root in each lung and thin out", () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const side of [-1, 1]) {
        expect(density(seed, side * 0.22, -0.02, 1)).toBeGreaterThan(0.05);
        expect(density(seed, side * 0.85, -0.02, 1)).toBe(0);
      }
    }
  });

  it("add in proportion to the share of lung and nothing outside", () => {
    const whole = density(3, 0.25, 0, 1);
    expect(density(3, 0.25, 0, 0.5)).toBeCloseTo(whole / 2, 14);
    expect(density(3, 0.25, 0, 0)).toBe(0);
  });
});
