import { describe, expect, it } from "vitest";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { createContext } from "../layer.js";
import { requireTokens } from "./tokens.js";

const context = createContext("evaluate", {}, {}, null);
const zeros = (shape: readonly number[]) =>
  constant(new Float32Array(shape.reduce((size, extent) => size * extent, 1)), shape);

describe("requireTokens", () => {
  it("takes [B, N, C] of any batch, and of any N where it is not fixed", () => {
    for (const shape of [[1, 4, 3], [5, 4, 3]]) requireTokens(context, "own", zeros(shape), { N: 4, C: 3 }); // prettier-ignore
    requireTokens(context, "own", zeros([2, 9, 3]), { C: 3 });
  });

  it.each([
    [[4, 3], { C: 3 }, "got [4,3] (C 3)"],
    [[1, 4, 2], { C: 3 }, "got [1,4,2] (C 3)"],
    [[1, 5, 3], { N: 4, C: 3 }, "got [1,5,3] (N 4, C 3)"],
  ])("refuses %j beside %j", (shape, expected, words) => {
    const own = context.child("head");
    expect(errorOf(() => requireTokens(own, "own", zeros(shape), expected))).toBe(
      `ShapeError: head: own: tokens must be [B, N, C]: ${words}`,
    );
  });
});
