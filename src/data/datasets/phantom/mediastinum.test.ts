import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawMediastinum, heartShare, midlineDensity } from "./mediastinum.js";

describe("mediastinum", () => {
  it("has a heart of the area of its ellipse, more of it at the patient's left", () => {
    for (let seed = 0; seed < 10; seed++) {
      const middle = drawMediastinum(createRng(seed));
      let area = 0;
      let rightArea = 0;
      for (let x = -0.995; x < 1; x += 0.01) {
        for (let y = -0.995; y < 1; y += 0.01) {
          const share = heartShare(middle, x, y, 0.001) * 1e-4;
          area += share;
          if (x > 0) rightArea += share;
        }
      }
      const ellipse = Math.PI * middle.heartLong * middle.heartShort;
      expect(Math.abs(area / ellipse - 1)).toBeLessThan(0.01);
      expect(rightArea / area).toBeGreaterThan(0.6);
    }
  });

  it("is dense on the midline, dark in the windpipe, nothing beyond 0.4", () => {
    const middle = drawMediastinum(createRng(1));
    const spine = midlineDensity(middle, 0, 0.3, 0.04);
    expect(spine).toBeGreaterThan(0.15);
    expect(midlineDensity(middle, 0, -0.6, 0.04)).toBeLessThan(spine - 0.05);
    expect(midlineDensity(middle, 0.41, 0.3, 0.04)).toBe(0);
  });
});
