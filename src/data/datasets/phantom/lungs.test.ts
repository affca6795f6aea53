import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawBody, bodyDensity } from "./body.js";
import { drawLungs, lungShare, type Lungs } from "./lungs.js";

describe("lungs", () => {
  const side = { innerX: 0.12, outerX: 0.72, apexY: -0.75, baseY: 0.65, dome: 0.2 };
  const lungs: Lungs = { left: { side: -1, ...side }, right: { side: 1, ...side } };

  it("lie beside the midline between apex and diaphragm, one the mirror of the other", () => {
    expect(lungShare(lungs, 0.4, 0, 0.02)).toBe(1);
    expect(lungShare(lungs, 0, 0, 0.02)).toBe(0);
    expect(lungShare(lungs, 0.4, -0.76, 0.02)).toBe(0);
    expect(lungShare(lungs, 0.8, 0, 0.02)).toBe(0);
    for (let step = 0; step < 400; step++) {
      const x = (step % 20) / 20 + 0.025;
      const y = Math.floor(step / 20) / 10 - 0.95;
      expect(lungShare(lungs, -x, y, 0.02)).toBe(lungShare(lungs, x, y, 0.02));
    }
  });

  it("end at a dome that is level inside and falls outwards", () => {
    const lowest = (x: number): number => {
      let y = 0;
      while (lungShare(lungs, x, y, 1e-6) > 0.5) y += 0.001;
      return y;
    };
    expect(lowest(0.2)).toBeCloseTo(0.45, 2);
    expect(lowest(0.36)).toBeCloseTo(0.45, 2);
    // Summit at x = 0.36: y = 0.65 - 0.2 (1 - 4 (0.24 / 0.72)²).
    expect(lowest(0.6)).toBeCloseTo(0.5389, 2);
  });

  it("stay inside every body and differ between people", () => {
    let thinnest = 1;
    const areas = Array.from({ length: 100 }, (_, seed) => {
      const rng = createRng(seed);
      const own = drawLungs(rng.child("lungs"));
      const body = drawBody(rng.child("body"));
      let area = 0;
      for (let x = -0.975; x < 1; x += 0.05) {
        for (let y = -0.975; y < 1; y += 0.05) {
          const share = lungShare(own, x, y, 0.04);
          area += share * 0.0025;
          if (share === 1) thinnest = Math.min(thinnest, bodyDensity(body, x, y, 0.04));
        }
      }
      return area;
    });
    expect(thinnest).toBeGreaterThan(0.2);
    expect(Math.min(...areas)).toBeGreaterThan(0.6);
    expect(Math.max(...areas)).toBeLessThan(1.4);
    expect(Math.max(...areas) / Math.min(...areas)).toBeGreaterThan(1.2);
  });
});
