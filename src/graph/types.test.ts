import { describe, expect, it } from "vitest";
import { broadcastShapes, normaliseAxes, normaliseAxis, showType } from "./types.js";

describe("types", () => {
  it("print as programs show them", () => {
    expect(showType({ dtype: "float32", shape: [8, 3] })).toBe("float32[8,3]");
    expect(showType({ dtype: "int64", shape: [] })).toBe("int64[]");
  });
});

describe("broadcastShapes", () => {
  it("stretches extents of 1 and aligns at the end", () => {
    expect(broadcastShapes("t", [3, 1], [2, 1, 4])).toEqual([2, 3, 4]);
    expect(broadcastShapes("t", [], [2])).toEqual([2]);
    expect(broadcastShapes("t", [0, 1], [1, 3])).toEqual([0, 3]);
  });

  it("refuses others", () => {
    expect(() => broadcastShapes("t", [2, 3], [2])).toThrow(
      "t: shapes do not broadcast (left [2,3], right [2])",
    );
  });
});

describe("axes", () => {
  it("count from either end", () => {
    expect(normaliseAxis("t", -1, 3)).toBe(2);
    expect(normaliseAxes("t", [-1, 0], 3)).toEqual([0, 2]);
    expect(normaliseAxes("t", undefined, 2)).toEqual([0, 1]);
  });

  it("must exist, be whole, and be named once", () => {
    expect(() => normaliseAxis("t", -4, 3)).toThrow("t: axis outside the tensor: got -4 (rank 3)");
    expect(() => normaliseAxis("t", 0.5, 3)).toThrow(
      "t: axis outside the tensor: got 0.5 (rank 3)",
    );
    expect(() => normaliseAxes("t", [0, -3], 3)).toThrow("t: an axis is named twice: got [0,-3]");
  });
});
