import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { erf, gelu } from "./erf.js";
import { constant } from "./source.js";

const evaluate = (y: ReturnType<typeof erf>) =>
  evaluateReference(createProgram("p", { y }), {})["y"]?.data ?? [];

describe("erf", () => {
  it("has the values of the tables", () => {
    // Abramowitz & Stegun, table 7.1, and erf(5) = 1 − 1.5375e-12.
    const x = constant([0, 0.5, 1, 2, -1, 5, 1e4, -Infinity], [8]);
    const want = [0, 0.5204998778, 0.8427007929, 0.995322265, -0.8427007929, 1 - 1.5375e-12, 1, -1];
    for (const [index, value] of evaluate(erf(x)).entries()) {
      expect(value).toBeCloseTo(at(want, index), 10);
    }
    expect(1 - at(evaluate(erf(constant([5], [1]))), 0)).toBeCloseTo(1.5375e-12, 14);
  });
});

describe("gelu", () => {
  it("is x·Φ(x)", () => {
    const values = evaluate(gelu(constant([-1e4, 0, 1, 1e4], [4])));
    expect(at(values, 0)).toBeCloseTo(0, 10);
    expect(at(values, 1)).toBe(0);
    expect(at(values, 2)).toBeCloseTo(0.8413447461, 10);
    expect(at(values, 3)).toBe(1e4);
  });
});
