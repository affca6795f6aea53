import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawBrain } from "./anatomy.js";
import { hullDepth } from "./cerebrum.js";
import { ventricleDepth } from "./inner-parts.js";
import { drawBrainLesion, lesionTissue } from "./lesion.js";

describe("drawBrainLesion", () => {
  it("lies in the white matter, clear of surface and ventricles, on both sides, in all of the brain", () => {
    const places = Array.from({ length: 300 }, (_, seed) => {
      const facts = { age: 50, sex: "F", lesion: true, difficulty: 0.5 } as const;
      const anatomy = drawBrain(createRng(seed), facts);
      const { x, y, z, radius } = anatomy.lesion ?? { x: NaN, y: NaN, z: NaN, radius: NaN };
      expect(hullDepth(anatomy.cerebrum, x, y, z)).toBeGreaterThanOrEqual(15);
      expect(ventricleDepth(anatomy.parts, x, y, z)).toBeLessThanOrEqual(-2);
      expect(radius).toBeGreaterThanOrEqual(16);
      expect(radius).toBeLessThan(23);
      return { x, y, z };
    });
    const shareOf = (holds: (place: { x: number; y: number; z: number }) => boolean) =>
      places.filter(holds).length / places.length;
    expect(Math.abs(shareOf(({ x }) => x > 0) - 0.5)).toBeLessThan(0.1);
    expect(shareOf(({ y }) => y > 0)).toBeGreaterThan(0.3);
    expect(shareOf(({ y }) => y < 0)).toBeGreaterThan(0.3);
  });

  it("is smaller and fainter the more difficult it is", () => {
    const draw = (difficulty: number) => drawBrainLesion(createRng(1), () => 20, difficulty);
    expect(draw(0).contrast).toBe(1);
    expect(draw(0.5).contrast).toBe(0.925);
    expect(draw(1).contrast).toBeCloseTo(0.4, 12);
    expect(draw(0).radius / draw(0.5).radius).toBeCloseTo(1.4, 12);
    expect(draw(1).radius / draw(0.5).radius).toBeCloseTo(0.6, 12);
  });
});

describe("lesionTissue", () => {
  it("is a dark core in a bright rim, and nothing beyond", () => {
    const lesion = { x: 10, y: -5, z: 20, radius: 12, rim: 4, contrast: 1 };
    const along = (distance: number) => lesionTissue(lesion, 0.78, 10 + distance, -5, 20, 1);
    expect(along(0)).toBeCloseTo(0.2, 12);
    expect(along(10)).toBeCloseTo(1.1, 12);
    expect(along(12)).toBeCloseTo((1.1 + 0.78) / 2, 12);
    expect(along(14)).toBe(0.78);
    const faint = { ...lesion, contrast: 0.5 };
    expect(lesionTissue(faint, 0.78, 20, -5, 20, 1)).toBeCloseTo((1.1 + 0.78) / 2, 12);
  });
});
