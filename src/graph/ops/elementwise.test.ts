import { describe, expect, it } from "vitest";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { add, div, exp, mul, softplus } from "./elementwise.js";
import { constant, input } from "./source.js";

describe("element-wise operators", () => {
  it("stretch as NumPy does, and refuse what does not", () => {
    expect(add(input("x", [3, 1, 4]), input("y", [2, 1])).shape).toEqual([3, 2, 4]);
    expect(() => add(input("x", [3, 2]), input("y", [2, 3]))).toThrow(
      "add: shapes do not broadcast (left [3,2], right [2,3])",
    );
  });

  it("give a number the other operand's type", () => {
    expect(add(input("x", [2], "int64"), 1).dtype).toBe("int64");
    expect(mul(2, input("x", [2])).dtype).toBe("float32");
  });

  it("refuse types that differ or have no such arithmetic", () => {
    expect(() => add(input("x", [2]), input("y", [2], "int64"))).toThrow(
      "add: operands differ: expected float32, got int64",
    );
    expect(() => add(input("x", [2], "bool"), input("y", [2], "bool"))).toThrow(
      "add: operands: expected [float32,int32,int64], got bool",
    );
    expect(() => div(input("x", [2], "int32"), 2)).toThrow(
      "div: operands: expected [float32], got int32",
    );
    expect(() => exp(input("x", [2], "int32"))).toThrow(
      "exp: operand: expected float32, got int32",
    );
  });

  it("hold at the extremes: softplus(±1000)", () => {
    const program = createProgram("p", { y: softplus(constant([1000, -1000, 0], [3])) });
    expect([...(evaluateReference(program, {})["y"]?.data ?? [])]).toEqual([1000, 0, Math.LN2]);
  });
});
