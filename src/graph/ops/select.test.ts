import { describe, expect, it } from "vitest";
import { gradients } from "../gradient.js";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { mul } from "./elementwise.js";
import { sum } from "./reduce.js";
import {
  and,
  cast,
  clip,
  maximum,
  not,
  relu,
  scaleGradient,
  stopGradient,
  where,
} from "./select.js";
import { input } from "./source.js";

const x = input("x", [3]);

function slopes(loss: Tensor): number[] {
  const [dx = null] = gradients(loss, [x]);
  const feeds = { x: { shape: [3], data: Float64Array.of(-1, 0, 2) } };
  return [...(evaluateReference(createProgram("p", { y: dx ?? x }), feeds)["y"]?.data ?? [])];
}

describe("kinks", () => {
  it("have the gradients that the docstrings name", () => {
    expect(slopes(sum(relu(x)))).toEqual([0, 0, 1]);
    expect(slopes(sum(maximum(x, 0)))).toEqual([0, 0.5, 1]);
    expect(slopes(sum(clip(x, 0, 2)))).toEqual([0, 0, 0]);
    expect(slopes(sum(clip(x, -2, 2)))).toEqual([1, 1, 0]);
  });
});

describe("cuts", () => {
  it("stopGradient lets nothing through, scaleGradient a multiple", () => {
    expect(slopes(sum(mul(stopGradient(x), x)))).toEqual([-1, 0, 2]);
    expect(slopes(sum(scaleGradient(x, -0.5)))).toEqual([-0.5, -0.5, -0.5]);
    expect(gradients(sum(stopGradient(x)), [x])).toEqual([null]);
  });
});

describe("cast", () => {
  it("is the tensor itself where nothing changes", () => {
    expect(cast(x, "float32")).toBe(x);
  });
});

describe("bad types", () => {
  it("are refused", () => {
    const flag = input("flag", [3], "bool");
    expect(() => not(x)).toThrow("not: operand: expected bool, got float32");
    expect(() => and(x, x)).toThrow("and: operands: expected [bool], got float32");
    expect(() => where(x, x, x)).toThrow("where: condition: expected bool, got float32");
    expect(() => where(flag, flag, flag)).toThrow(
      "where: operands: expected [float32,int32,int64], got bool",
    );
  });
});
