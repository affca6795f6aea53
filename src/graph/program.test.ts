import { describe, expect, it } from "vitest";
import { add, exp, mul } from "./ops/elementwise.js";
import { input } from "./ops/source.js";
import { createProgram, sortNodes } from "./program.js";

const x = input("x", [2]);

describe("createProgram", () => {
  it("has the inputs that its outputs reach, each node after its operands, once", () => {
    const shared = exp(x);
    const unused = input("unused", [2]);
    const program = createProgram("p", { y: mul(shared, shared), z: add(shared, input("w", [2])) });
    expect(program.inputs.map(({ name }) => name)).toEqual(["x", "w"]);
    expect(program.nodes.map((node) => node.op.name)).toEqual([
      "input",
      "exp",
      "mul",
      "input",
      "add",
    ]);
    expect(program.nodes).not.toContain(unused.node);
  });

  it("refuses two inputs of one name", () => {
    expect(() => createProgram("p", { y: add(x, input("x", [2])) })).toThrow(
      "p: two inputs are called x",
    );
  });

  it("refuses nodes whose types no longer hold", () => {
    const y = exp(x);
    const broken = { ...y.node, outputTypes: [{ dtype: "float32" as const, shape: [3] }] };
    expect(() => createProgram("p", { y: { ...y, node: broken } })).toThrow(
      "p: types of exp do not hold: expected float32[2], got float32[3]",
    );
  });
});

describe("sortNodes", () => {
  it("walks long chains without recursion", () => {
    let y = x;
    for (let step = 0; step < 20_000; step++) y = exp(y);
    expect(sortNodes([y])).toHaveLength(20_001);
  });
});
