import { describe, expect, it } from "vitest";
import { quantile } from "./quantile.js";

describe("quantile", () => {
  it("interpolates between order statistics", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 0], 0.25)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([-1, -10], 1)).toBe(-1);
  });

  it("refuses no values and p outside 0..1", () => {
    expect(() => quantile([], 0.5)).toThrow("quantile: no values");
    expect(() => quantile([1], 1.1)).toThrow("quantile: p: expected 0..1, got 1.1");
  });
});
