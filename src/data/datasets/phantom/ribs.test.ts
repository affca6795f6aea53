import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawRibs, ribDensity, type Ribs } from "./ribs.js";

describe("ribs", () => {
  it("are counted along a vertical line as many as asked, 7 to 10", () => {
    const counts = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const ribs = { ...drawRibs(createRng(seed)), clavicleY: 9 };
      let crossings = 0;
      let before = 0;
      for (let y = -1; y < 1.6; y += 0.002) {
        const now = ribDensity(ribs, 0.5, y, 0.02);
        if (before === 0 && now > 0) crossings++;
        before = now;
      }
      expect(crossings).toBe(ribs.count);
      counts.add(crossings);
    }
    expect([...counts].sort((left, right) => left - right)).toEqual([7, 8, 9, 10]);
  });

  const ribs: Ribs = {
    count: 8,
    firstY: -0.8,
    spacing: 0.18,
    fall: 0.4,
    halfThickness: 0.03,
    cageHalfWidth: 0.8,
    density: 0.1,
    clavicleY: -0.5,
    clavicleRise: 0.4,
  };

  it("fall outwards with the square of the distance, on both sides, and end at the cage", () => {
    // Middle of the third rib at the midline: firstY + 2.5 spacings; at |x| = 0.5 lower by 0.4 / 4.
    expect(ribDensity(ribs, 0, -0.35, 0.02)).toBeCloseTo(0.1, 12);
    expect(ribDensity(ribs, 0.5, -0.25, 0.02)).toBeCloseTo(0.1, 12);
    expect(ribDensity(ribs, -0.5, -0.25, 0.02)).toBeCloseTo(0.1, 12);
    expect(ribDensity(ribs, 0.5, -0.16, 0.02)).toBe(0);
    expect(ribDensity(ribs, 0.9, 0.3, 0.02)).toBe(0);
  });

  it("have collar bones that rise outwards", () => {
    const bare = { ...ribs, count: 0 };
    expect(ribDensity(bare, 0.1, -0.5, 0.02)).toBeCloseTo(0.14, 12);
    expect(ribDensity(bare, -0.6, -0.7, 0.02)).toBeCloseTo(0.14, 12);
    expect(ribDensity(bare, 0.6, -0.5, 0.02)).toBe(0);
  });
});
