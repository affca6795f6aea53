import { describe, expect, it } from "vitest";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { sort, topK } from "./sort.js";
import { constant } from "./source.js";

const x = constant([3, 1, 3, 2], [4]);

function evaluate([values, indices]: ReturnType<typeof topK>): number[][] {
  const got = evaluateReference(createProgram("p", { values, indices }), {});
  return [[...(got["values"]?.data ?? [])], [...(got["indices"]?.data ?? [])]];
}

describe("topK", () => {
  it("takes the lower index first among equals, from either end", () => {
    expect(evaluate(topK(x, { count: 3 }))).toEqual([
      [3, 3, 2],
      [0, 2, 3],
    ]);
    expect(evaluate(topK(x, { count: 3, largest: false }))).toEqual([
      [1, 2, 3],
      [1, 3, 0],
    ]);
  });

  it("refuses a count beyond the axis", () => {
    expect(() => topK(x, { count: 5 })).toThrow(
      "topK: count outside 1..extent: got 5 (x [4], axis 0)",
    );
    expect(() => topK(x, { count: 0 })).toThrow(
      "topK: count outside 1..extent: got 0 (x [4], axis 0)",
    );
  });
});

describe("sort", () => {
  it("ascends, or descends on request", () => {
    expect(evaluate(sort(x))).toEqual([
      [1, 2, 3, 3],
      [1, 3, 0, 2],
    ]);
    expect(evaluate(sort(x, { descending: true }))).toEqual([
      [3, 3, 2, 1],
      [0, 2, 3, 1],
    ]);
  });
});
