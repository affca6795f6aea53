import { describe, expect, it } from "vitest";
import { at, sameShape, sizeOf, stridesOf } from "./ndarray.js";

describe("ndarray", () => {
  it("counts elements and strides in C order", () => {
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([2, 0, 3])).toBe(0);
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
  });

  it("refuses an index outside the array", () => {
    expect(at([5, 6], 1)).toBe(6);
    expect(() => at([5, 6], 2)).toThrow("at: index outside the array: got 2 (length 2)");
  });

  it("compares shapes by rank and extent", () => {
    expect(sameShape([1, 2], [1, 2])).toBe(true);
    expect(sameShape([1, 2], [1, 2, 1])).toBe(false);
  });
});
