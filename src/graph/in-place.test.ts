import { describe, expect, it } from "vitest";
import { stateWrittenInPlace } from "./in-place.js";
import { add, mul, sqrt, sub } from "./ops/elementwise.js";
import { matmul } from "./ops/matmul.js";
import { reshape, sum } from "./ops/reduce.js";
import { input } from "./ops/source.js";
import { createProgram } from "./program.js";

const names = (outputs: Parameters<typeof createProgram>[1]): string[] => [
  ...stateWrittenInPlace(createProgram("test", outputs)),
];

describe("stateWrittenInPlace", () => {
  it("takes a moment, not the parameter that the loss reads", () => {
    const [w, m, g] = [input("w", [2, 2]), input("m", [2, 2]), input("g", [2, 2])];
    const next = add(mul(m, 0.9), g);
    const loss = sum(matmul(w, w));
    expect(names({ loss, m: next, w: sub(w, next) })).toEqual(["m"]);
  });

  it("leaves out state with a reader that the new value does not wait for", () => {
    const [m, g] = [input("m", [3]), input("g", [3])];
    expect(names({ m: add(mul(m, 0.9), g), other: mul(m, 2) })).toEqual([]);
  });

  it("leaves out state that a view or the new value's own node reads, and state that only passes", () => {
    const [m, g, kept] = [input("m", [2, 2]), input("g", [4]), input("kept", [2])];
    expect(names({ m: reshape(add(reshape(m, [4]), g), [2, 2]), kept })).toEqual([]);
    expect(names({ g: add(g, 1) })).toEqual([]);
  });

  it("finds a reader at any distance", () => {
    const v = input("v", [3]);
    expect(names({ v: sqrt(add(mul(v, 0.5), 1)) })).toEqual(["v"]);
  });

  it("leaves out an output of another shape", () => {
    expect(names({ v: sum(mul(input("v", [3]), 2)) })).toEqual([]);
  });
});
