import { describe, expect, it } from "vitest";
import { fitNumberScale } from "./number-scale.js";

describe("fitNumberScale", () => {
  it("has the mean and the population deviation of the numbers that are there", () => {
    const { mean, standardDeviation } = fitNumberScale("train", Float64Array.of(2, NaN, 4, 9));
    expect(mean).toBe(5);
    expect(standardDeviation).toBeCloseTo(Math.sqrt((9 + 1 + 16) / 3), 14);
  });

  it("refuses numbers that are all missing or all the same", () => {
    expect(() => fitNumberScale("training set, age", Float64Array.of(NaN, NaN))).toThrow(
      "training set, age: every value is missing (rows 2). A head has nothing to learn from: leave the attribute out.",
    );
    for (const value of [0, 0.1, 1e6]) {
      const same = new Float64Array(7).fill(value);
      expect(() => fitNumberScale("training set, age", same)).toThrow(
        `training set, age: every value is the same: got ${value} (rows 7). A constant cannot be standardised or learnt: leave the attribute out.`,
      );
    }
    expect(fitNumberScale("train", Float64Array.of(1e6, 1e6 + 1)).standardDeviation).toBe(0.5);
  });
});
