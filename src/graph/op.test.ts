import { describe, expect, it } from "vitest";
import { single } from "./op.js";
import { maxPoolWithIndices } from "./ops/pool.js";
import { input } from "./ops/source.js";
import { opNames } from "./op-names.js";
import { ops } from "./registry.js";

describe("registry", () => {
  it("has every operator under its own name", () => {
    expect(Object.keys(ops)).toEqual([...opNames]);
    for (const [name, op] of Object.entries(ops)) expect(op.name).toBe(name);
  });
});

describe("single", () => {
  it("refuses operators with several outputs", () => {
    const outputs = maxPoolWithIndices(input("x", [1, 1, 2, 2]), { kernel: 2 });
    expect(() => single(outputs)).toThrow("operator: has not one output");
  });
});
