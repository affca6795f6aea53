import { describe, expect, it } from "vitest";
import { exp } from "./ops/elementwise.js";
import { input } from "./ops/source.js";
import { createProgram } from "./program.js";
import { broadcastIndex, coordinatesOf, evaluateReference, flatIndex } from "./reference.js";

describe("positions", () => {
  it("of coordinates and back", () => {
    for (let index = 0; index < 24; index++) {
      expect(flatIndex([2, 3, 4], coordinatesOf([2, 3, 4], index))).toBe(index);
    }
    expect(coordinatesOf([], 0)).toEqual([]);
  });

  it("of a broadcast operand", () => {
    const position = broadcastIndex([2, 3], [2, 1]);
    expect([0, 1, 2, 3, 4, 5].map(position)).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe("evaluateReference", () => {
  it("names an input that is not fed", () => {
    const program = createProgram("p", { y: exp(input("x", [1])) });
    expect(() => evaluateReference(program, {})).toThrow("p: input x is not fed");
  });
});
