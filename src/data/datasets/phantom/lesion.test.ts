import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { airShare, drawAnatomy } from "./anatomy.js";
import { addLesion, drawLesion, leastAir } from "./lesion.js";
import { createPlanes } from "./planes.js";

const seeds = Array.from({ length: 300 }, (_, seed) => seed);

function lesionOf(seed: number, difficulty: number) {
  const rng = createRng(seed);
  const anatomy = drawAnatomy(rng.child("anatomy"));
  const air = (x: number, y: number): number => airShare(anatomy, x, y);
  return { air, lesion: drawLesion(rng.child("lesion"), air, difficulty) };
}

describe("drawLesion", () => {
  it("puts every part into the air of the subject's lungs, in both lungs and at all heights", () => {
    const centres = seeds.map((seed) => {
      const { air, lesion } = lesionOf(seed, 0.5);
      for (const part of lesion.parts) expect(air(part.x, part.y)).toBeGreaterThanOrEqual(leastAir);
      return lesion.parts[0];
    });
    const xs = centres.map((centre) => centre?.x ?? 0);
    const ys = centres.map((centre) => centre?.y ?? 0);
    expect(xs.filter((x) => x < 0).length / xs.length).toBeGreaterThan(0.4);
    expect(xs.filter((x) => x > 0).length / xs.length).toBeGreaterThan(0.3);
    expect(Math.min(...ys)).toBeLessThan(-0.55);
    expect(Math.max(...ys)).toBeGreaterThan(0.4);
  });

  it("would leave the lungs if it did not ask for air", () => {
    const outside = seeds.filter((seed) => {
      const { air } = lesionOf(seed, 0.5);
      const blind = drawLesion(createRng(seed).child("lesion"), () => 1, 0.5);
      return blind.parts.some((part) => air(part.x, part.y) < leastAir);
    });
    expect(outside.length).toBeGreaterThan(200);
  });

  it("is a nodule or an infiltrate of three with even odds", () => {
    const sizes = seeds.map((seed) => lesionOf(seed, 0.5).lesion.parts.length);
    expect(new Set(sizes)).toEqual(new Set([1, 3]));
    // Binomial(300, 1/2): five standard deviations are 43.
    expect(Math.abs(sizes.filter((size) => size === 1).length - 150)).toBeLessThan(43);
  });

  it("keeps place and kind at every difficulty, and loses contrast and size", () => {
    const easy = lesionOf(4, 0).lesion;
    const hard = lesionOf(4, 1).lesion;
    expect(easy.parts.map(({ x, y }) => [x, y])).toEqual(hard.parts.map(({ x, y }) => [x, y]));
    expect(hard.contrast / easy.contrast).toBeCloseTo(0.12 / 0.84, 12);
    for (const [index, part] of easy.parts.entries()) {
      expect((hard.parts[index]?.radius ?? 1) / part.radius).toBeCloseTo(0.75 / 1.25, 12);
    }
  });
});

describe("addLesion", () => {
  it("adds its contrast in the middle, by the share of air, and nothing beyond its radius", () => {
    const planes = createPlanes(5);
    planes.x.set([0.4, 0.4, 0.5, 0.6, 0.4]);
    planes.lung.set([1, 1, 1, 1, 0]);
    planes.heart.set([0, 0.25, 0, 0, 0]);
    addLesion({ contrast: 0.4, parts: [{ x: 0.4, y: 0, radius: 0.2 }] }, planes);
    const expected = [0.4, 0.3, 0.4 * 0.5625, 0, 0];
    for (const [index, value] of expected.entries()) {
      expect(planes.density[index]).toBeCloseTo(value, 12);
    }
  });

  it("joins overlapping parts: two halves make three quarters, not one", () => {
    const planes = createPlanes(1);
    planes.lung[0] = 1;
    // bump(r²) is 0.5 at r² = 1 - √½.
    const x = Math.sqrt(1 - Math.SQRT1_2);
    const parts = [-x, x].map((at) => ({ x: at, y: 0, radius: 1 }));
    addLesion({ contrast: 0.4, parts }, planes);
    expect(planes.density[0]).toBeCloseTo(0.3, 12);
  });
});
