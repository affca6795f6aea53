import { describe, expect, it } from "vitest";
import { r2 } from "./r2.js";

describe("r2", () => {
  it("is 1 for truth, 0 for the mean, negative for worse", () => {
    expect(r2([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(r2([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(r2([1, 2, 3], [3, 2, 1])).toBe(-3);
  });

  it("uses the weighted mean", () => {
    expect(r2([0, 4], [3, 3], [1, 3])).toBe(0);
  });

  it("is undefined for equal targets, one row or no weight", () => {
    expect(r2([2, 2], [1, 3])).toEqual({ value: null, reason: "all targets are equal" });
    expect(r2([0.1, 0.1, 0.1], [1, 3, 2])).toEqual({
      value: null,
      reason: "all targets are equal",
    });
    expect(r2([2, 5], [1, 3], [1, 0])).toEqual({ value: null, reason: "all targets are equal" });
    expect(r2([2], [2])).toEqual({ value: null, reason: "fewer than two rows" });
    expect(r2([2, 3], [2, 3], [0, 0])).toEqual({ value: null, reason: "all weights are 0" });
  });
});
