import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { residualAttention, residualAttentionHeads } from "./residual-attention.js";

const headOf = (temperatures: readonly number[], share = 0.3) =>
  residualAttention({ classes: 4, inFeatures: 3, temperatures, share });
const apply = (
  temperatures: readonly number[],
  operand: (name: string) => Tensor,
  share?: number,
) => {
  const layer = headOf(temperatures, share);
  const parameters = Object.fromEntries(
    Object.keys(layer.parameters).map((name) => [name, operand(name)]),
  );
  return layer.apply(createContext("train", parameters, {}, null), operand("tokens"));
};

describe("residualAttention", () => {
  it.each([
    ["residualAttention, 1 heads", residualAttentionHeads[1]],
    ["residualAttention, 4 heads", residualAttentionHeads[4]],
  ] as const)("%s: equals the published formula in PyTorch", async (name, temperatures) => {
    for (const given of termCases(name)) {
      const found = await differencesFromTorch(given, (operand, settings) =>
        apply(temperatures, operand, lookUp(settings, "share")),
      );
      expect(found).toEqual([]);
    }
  });

  it("has the gradients of central differences", () => {
    const operands = {
      tokens: drawOperand("tokens", [2, 4, 3]),
      weight0: drawOperand("weight0", [4, 3]),
      weight1: drawOperand("weight1", [4, 3]),
    };
    const weights = tensorOf(drawOperand("weights", [2, 4]));
    const build = (tensors: Readonly<Record<string, Tensor>>) =>
      sum(
        mul(
          apply(residualAttentionHeads[2], (name) => lookUp(tensors, name)),
          weights,
        ),
      );
    expect(wrongGradients(operands, build)).toEqual([]);
  });

  it("is the mean score at λ = 0, and does not know the length of its weights", () => {
    const x = { shape: [1, 2, 3], values: [1, 2, 3, 5, 6, 7] };
    const fill = (scale: number) => (_: string, index: number) => scale * Number(index % 3 === 0);
    // Each class reads the first feature: mean 3, largest 5.
    const values = (share: number, scale: number) =>
      evaluateLayer(headOf([Infinity], share), x, "train", fill(scale)).values;
    for (const scale of [1, 7]) {
      for (const value of values(0, scale)) expect(value).toBeCloseTo(3, 12);
      for (const value of values(0.5, scale)) expect(value).toBeCloseTo(5.5, 12);
    }
  });

  it("refuses heads and tokens that do not fit", () => {
    expect(errorOf(() => headOf([]))).toBe(
      "ConfigError: residualAttention: temperatures: expected one or more, each above 0, got []",
    );
    const flat = { shape: [1, 3], values: [1, 2, 3] };
    expect(errorOf(() => evaluateLayer(headOf([1]), flat, "train", () => 1))).toBe(
      "ShapeError: residualAttention: tokens must be [B, N, C]: got [1,3] (C 3)",
    );
  });
});
