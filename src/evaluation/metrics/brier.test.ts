import { describe, expect, it } from "vitest";
import { brier } from "./brier.js";

describe("brier", () => {
  it("is (p − label)² for two classes and the full sum above", () => {
    expect(brier([1], [0.3, 0.7])).toBeCloseTo(0.09, 12);
    expect(brier([2], [0.2, 0.3, 0.5])).toBeCloseTo(0.04 + 0.09 + 0.25, 12);
  });

  it("runs from 0 to 1, for three classes to 2", () => {
    expect(brier([1, 0], [0, 1, 1, 0])).toBe(0);
    expect(brier([0, 1], [0, 1, 1, 0])).toBe(1);
    expect(brier([0], [0, 1, 0])).toBe(2);
  });

  it("weighs rows: a weight of 2 is a row twice", () => {
    const twice = brier([1, 1, 0], [0.3, 0.7, 0.3, 0.7, 0.9, 0.1]);
    expect(brier([1, 0], [0.3, 0.7, 0.9, 0.1], [2, 1])).toBeCloseTo(Number(twice), 12);
    expect(brier([1, 0], [0.3, 0.7, 0.9, 0.1])).not.toBeCloseTo(Number(twice), 3);
  });

  it("is undefined without rows, or where no row counts", () => {
    expect(brier([], [])).toEqual({ value: null, reason: "no rows" });
    expect(brier([1], [0, 1], [0])).toEqual({ value: null, reason: "all weights are 0" });
  });
});
