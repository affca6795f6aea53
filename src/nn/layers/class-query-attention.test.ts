import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluate, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { classQueryAttention } from "./class-query-attention.js";

const attention = classQueryAttention({ classes: 4, heads: 3, inFeatures: 3, features: 6 });
const names = Object.keys(attention.parameters);
const operands = {
  tokens: drawOperand("tokens", [2, 5, 3]),
  ...Object.fromEntries(
    Object.entries(attention.parameters).map(([name, { shape }]) => [
      name,
      drawOperand(name, shape, 0.5),
    ]),
  ),
};

/** Attention over tensors by name, in which an array of a fixture may be missing: then it is not read. */
function attendTo(operand: (name: string) => Tensor, used: readonly string[] = names) {
  const parameters = Object.fromEntries(
    Object.entries(attention.parameters).map(([name, { shape }]) => [
      name,
      used.includes(name) ? operand(name) : tensorOf(drawOperand(name, shape)),
    ]),
  );
  return attention.attend(createContext("train", parameters, {}, null), operand("tokens"));
}

describe("classQueryAttention", () => {
  it.each([
    ["classQueryAttention, features", "features"],
    ["classQueryAttention, attention", "attention"],
  ] as const)("%s: as PyTorch's own attention", async (name, part) => {
    const given = at(termCases(name), 0);
    expect(await differencesFromTorch(given, (operand) => attendTo(operand)[part])).toEqual([]);
  });

  it("pools with another attention as PyTorch does", async () => {
    const given = at(termCases("classQueryAttention, pool"), 0);
    const build = (operand: (name: string) => Tensor) =>
      attendTo(operand, ["valueWeight", "outWeight"]).poolWith(operand("other"));
    expect(await differencesFromTorch(given, build)).toEqual([]);
  });

  it("pools with its own attention to its own features, and with a class's or head's attention for all", () => {
    const seen = attendTo((name) => tensorOf(lookUp(operands, name)));
    const one = tensorOf({ shape: [1, 1, 1, 5], values: [0.2, 0.2, 0.2, 0.2, 0.2] });
    const all = tensorOf({ shape: [2, 4, 3, 5], values: new Array<number>(120).fill(0.2) });
    const values = evaluate({
      own: seen.features,
      again: seen.poolWith(seen.attention),
      one: seen.poolWith(one),
      all: seen.poolWith(all),
    });
    expect(values["again"]).toEqual(values["own"]);
    expect(values["one"]).toEqual(values["all"]);
    expect(values["one"]).not.toEqual(values["own"]);
  });

  it("does not depend on the order of places", () => {
    const fill = (name: string, index: number) =>
      Math.sin(1 + index * 0.7 + name.length) * (name === "query" ? 2 : 0.5);
    const x = [0.1, -0.5, 2, 1, 0.3, -1];
    const apply = (values: number[]) =>
      evaluateLayer(attention, { shape: [1, 2, 3], values }, "evaluate", fill).values;
    const turned = apply([...x.slice(3), ...x.slice(0, 3)]);
    for (const [index, value] of apply(x).entries()) expect(turned[index]).toBeCloseTo(value, 12);
  });

  it("has the gradients of central differences, of parameters and of a pooled counterfactual too", () => {
    const other = drawOperand("other", [2, 4, 1, 5]);
    const weights = tensorOf(drawOperand("weights", [2, 4, 6]));
    const build = (tensors: Readonly<Record<string, Tensor>>) => {
      const operand = (name: string) => lookUp(tensors, name);
      const seen = attendTo(operand);
      return sum(mul(mul(seen.features, seen.poolWith(operand("other"))), weights));
    };
    expect(wrongGradients({ ...operands, other }, build)).toEqual([]);
  });

  it("refuses heads and tokens that do not fit", () => {
    const make = () => classQueryAttention({ classes: 2, heads: 4, inFeatures: 3, features: 6 });
    expect(errorOf(make)).toBe(
      "ShapeError: classQueryAttention: heads do not divide the features (features 6, heads 4)",
    );
    const flat = tensorOf({ shape: [1, 2], values: [1, 2] });
    const context = createContext("train", {}, {}, null).child("head");
    expect(errorOf(() => attention.attend(context, flat))).toBe(
      "ShapeError: head: classQueryAttention: tokens must be [B, N, C]: got [1,2] (C 3)",
    );
  });
});
