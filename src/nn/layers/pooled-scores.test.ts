import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { mul } from "../../graph/ops/elementwise.js";
import { mean, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { mapRows } from "./map-rows.js";
import { pooledScores } from "./pooled-scores.js";

const operands = {
  tokens: drawOperand("tokens", [2, 5, 3]),
  "head.weight": drawOperand("weight", [4, 3]),
  "head.bias": drawOperand("bias", [4]),
};
const apply = (tensors: Readonly<Record<string, Tensor>>) =>
  pooledScores({ classes: 4, inFeatures: 3 }).apply(
    createContext("train", tensors, {}, null),
    lookUp(tensors, "tokens"),
  );

describe("pooledScores", () => {
  it("is the mean over places of the scores of each", () => {
    const tensors = Object.fromEntries(
      Object.entries(operands).map(([name, operand]) => [name, tensorOf(operand)]),
    );
    const byPlace = mapRows(
      lookUp(tensors, "tokens"),
      lookUp(tensors, "head.weight"),
      lookUp(tensors, "head.bias"),
    );
    const values = evaluate({ own: apply(tensors), mean: mean(byPlace, { axes: [1] }) });
    expect(values["own"]?.length).toBe(8);
    for (const [index, value] of (values["mean"] ?? []).entries()) {
      expect(values["own"]?.[index]).toBeCloseTo(value, 12);
    }
  });

  it("has the gradients of central differences", () => {
    const weights = tensorOf(drawOperand("weights", [2, 4]));
    expect(wrongGradients(operands, (tensors) => sum(mul(apply(tensors), weights)))).toEqual([]);
  });
});
