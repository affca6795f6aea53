import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { airShare, drawAnatomy, writeChest } from "./anatomy.js";
import { createPlanes } from "./planes.js";

function densityAt(seed: number, points: readonly (readonly [number, number])[]): number[] {
  const planes = createPlanes(points.length);
  planes.x.set(points.map(([x]) => x));
  planes.y.set(points.map(([, y]) => y));
  // Left over from another picture: must not matter.
  planes.density.fill(7);
  writeChest(drawAnatomy(createRng(seed)), planes, 0.08);
  return [...planes.density];
}

describe("anatomy", () => {
  it("has air outside darker than lung, lung darker than belly, belly darker than heart and spine", () => {
    for (let seed = 0; seed < 200; seed++) {
      const [outside = 0, lung = 0, belly = 0, heart = 0] = densityAt(seed, [
        [-0.95, -0.95],
        [-0.55, 0],
        [0.45, 0.9],
        [0.05, 0.3],
      ]);
      expect(outside).toBe(0);
      expect(lung).toBeGreaterThan(0.04);
      expect(belly).toBeGreaterThan(lung + 0.15);
      expect(heart).toBeGreaterThan(belly + 0.05);
      expect(heart).toBeLessThan(1);
    }
  });

  it("has no air where the heart is", () => {
    for (let seed = 0; seed < 50; seed++) {
      const anatomy = drawAnatomy(createRng(seed));
      const { heartX, heartY } = anatomy.mediastinum;
      expect(airShare(anatomy, heartX, heartY)).toBe(0);
      expect(airShare(anatomy, -0.5, 0)).toBe(1);
    }
  });

  it("differs between subjects and not between draws", () => {
    expect(drawAnatomy(createRng(5))).toEqual(drawAnatomy(createRng(5)));
    expect(drawAnatomy(createRng(5))).not.toEqual(drawAnatomy(createRng(6)));
  });
});
