import { describe, expect, it } from "vitest";
import { evaluateNative } from "../../../fixtures/nn/evaluate-native.js";
import { tensorOf } from "../../../fixtures/nn/evaluate.js";
import { expand, logSumExp, mean, reshape, softmax, sum, sumTo } from "./reduce.js";
import { input } from "./source.js";

const x = input("x", [2, 3, 4]);

describe("reductions", () => {
  it("drop or keep their axes", () => {
    expect(sum(x).shape).toEqual([]);
    expect(mean(x, { axes: [-1, 0] }).shape).toEqual([3]);
    expect(logSumExp(x, { axes: [1], keepAxes: true }).shape).toEqual([2, 1, 4]);
    expect(sum(x, { axes: [] })).toBe(x);
  });

  it("refuse axes outside the tensor, named twice, or empty", () => {
    expect(() => sum(x, { axes: [3] })).toThrow("sum: axis outside the tensor: got 3 (rank 3)");
    expect(() => sum(x, { axes: [1, -2] })).toThrow("sum: an axis is named twice: got [1,-2]");
    expect(() => mean(input("none", [0, 2]), { axes: [0] })).toThrow(
      "mean: reduces an empty axis (x [0,2], axes [0])",
    );
    expect(() => softmax(x, 5)).toThrow("softmax: axis outside the tensor: got 5 (rank 3)");
    expect(() => sum(input("labels", [2], "int64"))).toThrow(
      "sum: operand: expected float32, got int64",
    );
  });
});

describe("softmax", () => {
  it("along another axis than the last stays finite at the extremes, and sums to 1", async () => {
    const columns = [1e4, 0, -1e4, 1e4, 0, -3e4];
    const given = tensorOf({ shape: [2, 3], values: columns });
    const turned = tensorOf({ shape: [3, 2], values: [1e4, 1e4, 0, 0, -1e4, -3e4] });
    const found = await evaluateNative({ own: softmax(given, 0), last: softmax(turned) });
    expect(found["own"]).toEqual([0.5, 0.5, 1, 0.5, 0.5, 0]);
    expect(found["last"]).toEqual([0.5, 0.5, 0.5, 0.5, 1, 0]);
  });
});

describe("expand and reshape", () => {
  it("are the tensor itself where nothing changes", () => {
    expect(expand(x, [2, 3, 4])).toBe(x);
    expect(reshape(x, [2, -1, 4])).toBe(x);
  });

  it("refuse shapes that do not fit", () => {
    expect(() => expand(x, [2, 3, 5])).toThrow(
      "expand: shapes do not broadcast (left [2,3,4], right [2,3,5])",
    );
    expect(() => expand(input("row", [3]), [1])).toThrow(
      "expand: operand does not broadcast to the shape (x [3], shape [1])",
    );
    expect(() => reshape(x, [5, 5])).toThrow("reshape: sizes differ: expected [2,3,4], got [5,5]");
  });
});

describe("sumTo", () => {
  it("undoes broadcasting", () => {
    expect(sumTo(x, [3, 1]).shape).toEqual([3, 1]);
    expect(sumTo(x, [2, 3, 4])).toBe(x);
  });
});
