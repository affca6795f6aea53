import { describe, expect, it } from "vitest";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { maxPool, maxPoolWithIndices } from "./pool.js";
import { constant, input } from "./source.js";

describe("maxPool", () => {
  it("takes the first of equal elements, and never padding", () => {
    const x = constant([-3, -1, -1, -2], [1, 1, 2, 2]);
    const [values, indices] = maxPoolWithIndices(x, { kernel: 2, stride: 1, padding: 1 });
    const got = evaluateReference(createProgram("p", { values, indices }), {});
    expect([...(got["values"]?.data ?? [])]).toEqual([-3, -1, -1, -1, -1, -1, -1, -1, -2]);
    expect([...(got["indices"]?.data ?? [])]).toEqual([0, 1, 1, 2, 1, 1, 2, 2, 3]);
  });

  it("refuses windows that do not fit", () => {
    expect(() => maxPool(input("x", [1, 1, 2, 2]), { kernel: 3 })).toThrow(
      "maxPool: window does not fit (padding at most half the kernel) (x [1,1,2,2], kernel [3,3], padding [0,0])",
    );
    expect(() => maxPool(input("x", [1, 1, 4, 4]), { kernel: 2, padding: 2 })).toThrow(
      "maxPool: window does not fit (padding at most half the kernel) (x [1,1,4,4], kernel [2,2], padding [2,2])",
    );
  });
});
