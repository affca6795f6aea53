import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { at } from "../../base/ndarray.js";
import { gradients } from "../gradient.js";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { pairwiseDistances, pairwiseSquaredDistances } from "./distance.js";
import { sum } from "./reduce.js";
import { constant, input } from "./source.js";

const values = (y: Tensor, feeds = {}) => [
  ...(evaluateReference(createProgram("p", { y }), feeds)["y"]?.data ?? []),
];

describe("pairwiseDistances", () => {
  it("is the Euclidean distance of every pair", () => {
    const left = constant([0, 0, 3, 4], [2, 2]);
    const right = constant([0, 0, 0, 8, 6, 8], [3, 2]);
    expect(values(pairwiseDistances(left, right))).toEqual([0, 8, 10, 5, 5, 5]);
  });

  it("has the gradient 0, not NaN, where two rows are equal", () => {
    const x = input("x", [3, 1]);
    const [dx = null] = gradients(sum(pairwiseDistances(x, x)), [x]);
    const feeds = { x: { shape: [3, 1], data: Float64Array.of(2, 2, 5) } };
    // Each of the equal rows is once on either side of its distance to the third: −1 twice.
    expect(values(dx ?? x, feeds)).toEqual([-2, -2, 4]);
  });

  it("agrees between the narrow and the wide form, far from the origin too", () => {
    const rng = createRng("distance");
    const rows = Array.from({ length: 5 * 8 }, () => 1000 + rng.normal());
    const narrow = constant(rows, [5, 8]);
    const padded = rows.flatMap((value, index) => (index % 8 === 7 ? [value, 1000] : [value]));
    const wide = constant(padded, [5, 9]);
    const want = values(pairwiseSquaredDistances(narrow, narrow));
    for (const [index, value] of values(pairwiseSquaredDistances(wide, wide)).entries()) {
      expect(value).toBeCloseTo(at(want, index), 9);
      expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it("refuses tables of unequal width", () => {
    expect(() => pairwiseDistances(input("x", [3, 2]), input("y", [3, 1]))).toThrow(
      "pairwiseSquaredDistances: tables of equal width (left [3,2], right [3,1])",
    );
  });
});
