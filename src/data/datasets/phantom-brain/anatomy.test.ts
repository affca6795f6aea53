import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { brainTissue, drawBrain, type BrainFacts } from "./anatomy.js";
import { tissue } from "./tissue.js";

const facts: BrainFacts = { age: 60, sex: "F", lesion: false, difficulty: 0.5 };
const brainOf = (seed: number, change: Partial<BrainFacts> = {}) =>
  drawBrain(createRng(seed), { ...facts, ...change });

/** Share of fluid in the box about the lateral ventricles. */
function ventricleShare(seed: number, age: number): number {
  const anatomy = brainOf(seed, { age });
  let [fluid, all] = [0, 0];
  for (let x = -24; x <= 24; x += 4) {
    for (let y = -50; y <= 36; y += 4) {
      for (let z = 0; z <= 26; z += 3) {
        if (brainTissue(anatomy, x, y, z, 1) < 0.3) fluid++;
        all++;
      }
    }
  }
  return fluid / all;
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [m, n] = [mean(left), mean(right)];
  const products = (a: readonly number[], b: readonly number[], p: number, q: number) =>
    a.reduce((sum, one, index) => sum + (one - p) * (at(b, index) - q), 0);
  const spread = products(left, left, m, m) * products(right, right, n, n);
  return products(left, right, m, n) / Math.sqrt(spread);
}

describe("brainTissue", () => {
  it("has the tissues of a T1-weighted scan where they belong, in every head", () => {
    for (let seed = 0; seed < 100; seed++) {
      const anatomy = brainOf(seed);
      const value = (x: number, y: number, z: number) => brainTissue(anatomy, x, y, z, 1);
      const { halfHeight, scalp, skull } = anatomy.head;
      expect(value(0, 0, 108)).toBe(tissue.air);
      expect(value(100, 0, 0)).toBe(tissue.air);
      expect(value(0, 0, halfHeight - scalp / 2)).toBeCloseTo(tissue.fat, 2);
      expect(value(0, 0, halfHeight - scalp - skull / 2)).toBeCloseTo(tissue.bone, 6);
      expect(value(26, 2, 1)).toBeCloseTo(tissue.deepGrey, 6);
      expect(value(-12, -12, 3)).toBeCloseTo(tissue.deepGrey, 6);
      expect(value(9, 20, 11)).toBeLessThan(0.35);
      expect(value(27, -5, 28)).toBeGreaterThan(0.7);
      expect(value(0, 0, -90)).toBeCloseTo(tissue.muscle, 6);
      expect(value(0, -20, -60)).toBeGreaterThan(0.65);
    }
  });

  it("has a cortex: from the surface inwards fluid, grey matter, white matter", () => {
    for (let seed = 0; seed < 50; seed++) {
      const anatomy = brainOf(seed);
      const line = Array.from({ length: 220 }, (_, step) =>
        brainTissue(anatomy, 30, 5, 80 - step / 4, 0.5),
      );
      const fluid = line.findIndex((value) => Math.abs(value - tissue.fluid) < 0.01);
      const grey = line.findIndex((value) => Math.abs(value - tissue.greyMatter) < 0.01);
      const white = line.findIndex(
        (value, step) => step > grey && Math.abs(value - tissue.whiteMatter) < 0.01,
      );
      expect(fluid).toBeGreaterThan(0);
      expect(grey).toBeGreaterThan(fluid);
      expect(white).toBeGreaterThan(grey);
    }
  });

  it("has wider ventricles in older people: age can be read from a scan", () => {
    const ages = Array.from({ length: 40 }, (_, seed) => 40 + ((seed * 17) % 46));
    const shares = ages.map((age, seed) => ventricleShare(seed, age));
    expect(correlation(ages, shares)).toBeGreaterThan(0.85);
    for (let seed = 0; seed < 5; seed++) {
      expect(ventricleShare(seed, 80)).toBeGreaterThan(2 * ventricleShare(seed, 45));
    }
  });
});

describe("drawBrain", () => {
  it("is the same brain a year later, with more atrophy", () => {
    const [now, later] = [brainOf(4), brainOf(4, { age: 61 })];
    expect(later.head).toEqual(now.head);
    expect(later.cerebrum.folds).toEqual(now.cerebrum.folds);
    expect(later.cerebrum.shrinkage).toBeGreaterThan(now.cerebrum.shrinkage);
    expect(later.parts.ventricles).toBeGreaterThan(now.parts.ventricles);
    expect(brainOf(4)).toEqual(now);
    expect(brainOf(5)).not.toEqual(now);
  });

  it("makes heads of men larger, by 4 % on average, and leaves the rest as it is", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [woman, man] = [brainOf(seed), brainOf(seed, { sex: "M" })];
      expect(man.scale / woman.scale).toBeCloseTo(1.02 / 0.98, 12);
      expect({ ...man, scale: woman.scale }).toEqual(woman);
    }
  });

  it("adds a lesion and changes nothing else", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [clear, ill] = [brainOf(seed), brainOf(seed, { lesion: true })];
      expect(clear.lesion).toBe(null);
      expect(ill.lesion).not.toBe(null);
      expect({ ...ill, lesion: null }).toEqual(clear);
    }
  });
});
