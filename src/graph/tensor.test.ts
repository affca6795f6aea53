import { describe, expect, it } from "vitest";
import { add, exp, mul } from "./ops/elementwise.js";
import { input } from "./ops/source.js";
import { inputName, nameNodes } from "./tensor.js";

describe("nameNodes", () => {
  it("names what lies between, once, and neither inputs nor what comes before", () => {
    const x = input("x", [2]);
    const before = exp(x);
    const inner = mul(before, 2);
    nameNodes("part", [inner], [before]);
    const outer = add(inner, x);
    nameNodes("whole", [outer], [x]);
    expect(inner.node.path).toBe("part");
    expect(outer.node.path).toBe("whole");
    expect(before.node.path).toBe(undefined);
    expect(x.node.path).toBe(undefined);
  });
});

describe("inputName", () => {
  it("is the name of an input, else null", () => {
    const x = input("x", [2]);
    expect(inputName(x.node)).toBe("x");
    expect(inputName(exp(x).node)).toBeNull();
  });
});
