import { describe, expect, it } from "vitest";
import { concat, pad, slice, transpose } from "./movement.js";
import { input } from "./source.js";

const x = input("x", [2, 3]);

describe("movement", () => {
  it("is the tensor itself where nothing moves", () => {
    expect(transpose(x, [0, 1])).toBe(x);
    expect(pad(x, [0, 0], [0, 0])).toBe(x);
    expect(concat([x], 0)).toBe(x);
  });

  it("refuses what does not fit", () => {
    expect(() => transpose(x, [0, 0])).toThrow(
      "transpose: not a permutation of the axes: got [0,0] (x [2,3])",
    );
    expect(() => slice(x, [{ axis: 1, start: 2, end: 4 }])).toThrow(
      "slice: range outside the axis (axis 1, start 2, end 4, step 1, x [2,3])",
    );
    expect(() => pad(x, [1], [1, 0])).toThrow(
      "pad: one amount an axis (x [2,3], before [1], after [1,0])",
    );
    expect(() => pad(x, [-1, 0], [0, 0])).toThrow(
      "pad: amounts must not be negative (before [-1,0], after [0,0])",
    );
    expect(() => concat([], 0)).toThrow("concat: no operands");
    expect(() => concat([x, input("labels", [2, 3], "int64")], 0)).toThrow(
      "concat: operands differ: expected float32, got int64",
    );
  });
});
