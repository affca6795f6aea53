import { describe, expect, it } from "vitest";
import {
  differentiateAll,
  drawOperand,
  lookUp,
  wrongGradients,
} from "../../../fixtures/nn/differences.js";
import { errorOf, evaluate, tensorOf, type Operand } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { at } from "../../base/ndarray.js";
import { add } from "../../graph/ops/elementwise.js";
import { softmax, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { attentionAlignment } from "./attention-alignment.js";

const answers: Operand = { shape: [2, 3], values: [1, 0, -1, 1, 1, 0], dtype: "int32" };
const operands = {
  target: drawOperand("target", [2, 3, 5]),
  attention: drawOperand("attention", [2, 3, 2, 5]),
};
/** The term of logits of both, so that both stay distributions when they are moved. */
const ofLogits = (tensors: Readonly<Record<string, Tensor>>) =>
  attentionAlignment({
    target: softmax(lookUp(tensors, "target")),
    attention: softmax(lookUp(tensors, "attention")),
    answers: tensorOf(answers),
  });
const align = (target: Operand, attention: Operand, given: Operand) =>
  evaluate({
    loss: attentionAlignment({
      target: tensorOf(target),
      attention: tensorOf(attention),
      answers: tensorOf(given),
    }),
  })["loss"]?.[0];

describe("attentionAlignment", () => {
  it("equals PyTorch's kl_div, pair by pair and head by head", async () => {
    const given = at(termCases("attentionAlignment"), 0);
    const build = (operand: (name: string) => Tensor) =>
      attentionAlignment({
        target: operand("target"),
        attention: operand("attention"),
        answers: operand("answers"),
      });
    expect(await differencesFromTorch(given, build)).toEqual([]);
  });

  it("has the gradients of central differences in the attention", () => {
    const target = tensorOf(operands.target);
    const build = (tensors: Readonly<Record<string, Tensor>>) => ofLogits({ ...tensors, target });
    expect(wrongGradients({ attention: operands.attention }, build)).toEqual([]);
  });

  it("sends exactly no gradient into the mixture's attention", () => {
    const alone = differentiateAll(operands, ofLogits);
    expect(alone.gradients["target"]).toBeNull();
    expect(alone.gradients["attention"]?.some((slope) => slope !== 0)).toBe(true);
    // Beside another term that does reach it, its gradient is that of the other term.
    const beside = differentiateAll(operands, (tensors) =>
      add(ofLogits(tensors), sum(lookUp(tensors, "target"))),
    );
    expect(beside.gradients["target"]).toEqual(operands.target.values.map(() => 1));
  });

  it("leaves out other answers, exactly, NaN included", () => {
    const { gradients } = differentiateAll(operands, ofLogits);
    for (const [index, slope] of (gradients["attention"] ?? []).entries()) {
      const positive = answers.values[Math.floor(index / 10)] === 1;
      if (positive) expect(slope).not.toBe(0);
      else expect(Math.abs(slope)).toBe(0);
    }
    const shape = [1, 2, 1, 2];
    const seen = { shape, values: [0.25, 0.75, NaN, NaN] };
    const target = { shape: [1, 2, 2], values: [0.5, 0.5, NaN, 1] };
    const one: Operand = { shape: [1, 2], values: [1, -1], dtype: "int32" };
    const expected = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
    expect(align(target, seen, one)).toBeCloseTo(expected, 12);
    expect(align(target, seen, { ...one, values: [0, -1] })).toBe(0);
  });

  it("is 0 for equal attention, and finite where a place is not seen at all", () => {
    const one: Operand = { shape: [1, 1], values: [1], dtype: "int32" };
    const target = { shape: [1, 1, 3], values: [0.5, 0.5, 0] };
    const same = { shape: [1, 1, 1, 3], values: [0.5, 0.5, 0] };
    expect(align(target, same, one)).toBeCloseTo(0, 12);
    const blind = { ...same, values: [0, 1, 0] };
    expect(align(target, blind, one)).toBeCloseTo(
      0.5 * Math.log(0.5 / 1e-30) + 0.5 * Math.log(0.5),
      9,
    );
  });

  it("refuses shapes that do not fit", () => {
    const three = { shape: [1, 1, 3], values: [1, 0, 0] };
    const one: Operand = { shape: [1, 1], values: [1], dtype: "int32" };
    expect(errorOf(() => align(three, three, one))).toBe(
      "ShapeError: attentionAlignment: attention must be [B, K, H, N]: got [1,1,3]",
    );
    const heads = { shape: [1, 1, 1, 2], values: [1, 0] };
    expect(errorOf(() => align(three, heads, one))).toBe(
      "ShapeError: attentionAlignment: target: expected [1,1,2], got [1,1,3]",
    );
  });
});
