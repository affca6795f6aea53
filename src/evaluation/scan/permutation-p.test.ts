import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { normalCdf } from "../intervals/normal.js";
import { pearsonThreeTail, permutationTests } from "./permutation-p.js";

describe("pearsonThreeTail", () => {
  it("of skewness 2 is an exponential's, mirrored for -2", () => {
    for (const x of [-0.5, 0, 1, 4, 20]) {
      expect(pearsonThreeTail(x, 2) / Math.exp(-(1 + x))).toBeCloseTo(1, 9);
      expect(pearsonThreeTail(-x, -2)).toBeCloseTo(1 - Math.exp(-(1 + x)), 9);
    }
    expect(pearsonThreeTail(-1.5, 2)).toBe(1);
    expect(pearsonThreeTail(1.5, -2)).toBe(0);
  });

  it("of hardly any skewness is nearly a normal's", () => {
    for (const x of [-2, 0, 1, 3]) {
      expect(Math.abs(pearsonThreeTail(x, 0) / (1 - normalCdf(x)) - 1)).toBeLessThan(0.1);
    }
  });
});

describe("permutationTests", () => {
  const draws = (seed: number) => {
    const rng = createRng(seed);
    return () => Float64Array.of(rng.normal());
  };
  const first = (values: Float64Array): number => values[0] ?? NaN;

  it("counts what is as large, and ends early where much is", () => {
    const [plain, none] = permutationTests([0, 1.5], 500, draws(1), [first, first]);
    expect(plain?.permutations).toBeLessThan(101);
    expect(plain?.p).toBeGreaterThan(0.2);
    // P(normal ≥ 1.5) = 0.067; 20 of it end the count after about 300.
    expect(none?.permutations).toBeGreaterThan(150);
    expect(Math.abs((none?.p ?? 0) - 0.067)).toBeLessThan(0.04);
  });

  it("has a tail where nothing is as large", () => {
    const [far] = permutationTests([5], 500, draws(2), [first]);
    expect(far?.p).toBeLessThan(1e-4);
    expect(far?.p).toBeGreaterThan(1e-9);
    expect(far?.permutations).toBe(500);
  });

  it("says p = 1 of a statistic that permutations do not change", () => {
    const [same] = permutationTests([3], 500, draws(2), [() => 3]);
    expect(same?.p).toBe(1);
  });
});
