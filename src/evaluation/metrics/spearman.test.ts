import { describe, expect, it } from "vitest";
import { pearson } from "./pearson.js";
import { spearman } from "./spearman.js";

describe("spearman", () => {
  it("is 1 − 6 Σ d² / (n (n² − 1)) without ties", () => {
    // Ranks 1 2 3 4 5 and 2 1 4 3 5: d² sums to 4, and 1 − 24 / 120 = 0.8.
    expect(spearman([1, 20, 300, 4000, 50000], [0.2, 0.1, 0.4, 0.3, 9])).toBeCloseTo(0.8, 12);
    expect(pearson([1, 20, 300, 4000, 50000], [0.2, 0.1, 0.4, 0.3, 9])).not.toBeCloseTo(0.8, 1);
  });

  it("gives equal values the mean of their ranks", () => {
    // Ranks 1 2.5 2.5 4 beside 1 2 3 4: covariance 4.5, variances 4.5 and 5.
    expect(spearman([0, 7, 7, 8], [-1, 0, 1, 2])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it("sees the order alone", () => {
    const values = [3, -1, 0.5, 2, 8];
    expect(spearman(values, values.map(Math.exp))).toBe(1);
    expect(spearman(values, values.map((value) => -(value ** 3)))).toBe(-1); // prettier-ignore
  });

  it("is undefined where all values are equal, and refuses what is not a number", () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toMatchObject({ value: null });
    expect(spearman([1, 2, 3], [4, 4, 4])).toMatchObject({ value: null });
    expect(() => spearman([1, NaN], [1, 2])).toThrow("spearman");
    expect(() => spearman([1, 2, 3], [1, 2])).toThrow("spearman");
  });
});
