import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import type { Tensor } from "../../graph/tensor.js";
import { effectBesideOthers } from "./effect-beside-others.js";

const crossed = [
  [9, 0.4, -1],
  [0.1, 9, 2],
  [0.7, -0.3, 9],
];
const scores = [1.5, 2, -0.5];

function effectOf(answers: readonly number[]) {
  const found = effectBesideOthers({
    scores: constant(scores, [1, 3]),
    crossed: constant(crossed.flat(), [1, 3, 3]),
    answers: constant(answers, [1, 3], "int32"),
  });
  const outputs = evaluateReference(
    createProgram("effect", { effect: found.effect, answers: found.answers }),
    {},
  );
  return {
    effect: Array.from(outputs["effect"]?.data ?? [], Number),
    answers: Array.from(outputs["answers"]?.data ?? [], Number),
  };
}

describe("effectBesideOthers", () => {
  it("is the label's score less what its scorer says of where the others look, those that are there", () => {
    const { effect, answers } = effectOf([1, 1, 1]);
    expect(effect[0]).toBeCloseTo(1.5 - Math.log(Math.exp(0.4) + Math.exp(-1)), 10);
    expect(effect[1]).toBeCloseTo(2 - Math.log(Math.exp(0.1) + Math.exp(2)), 10);
    expect(answers).toEqual([1, 1, 1]);
    expect(effectOf([1, 0, 1]).effect[0]).toBeCloseTo(1.5 + 1, 10);
  });

  it("is asked of labels that are there, beside another: not of one alone, absent or missing", () => {
    expect(effectOf([1, 0, 1]).answers).toEqual([1, -1, 1]);
    expect(effectOf([1, 0, -1]).answers).toEqual([-1, -1, -1]);
    expect(effectOf([0, 0, 0]).answers).toEqual([-1, -1, -1]);
    expect(effectOf([1, 0, -1]).effect[0]).toBe(1.5);
  });

  it("has the gradients of central differences", () => {
    const answers = constant([1, 1, 0, 1, 1, 1], [2, 3], "int32");
    const build = (tensors: Readonly<Record<string, Tensor>>) => {
      const { effect } = effectBesideOthers({
        scores: lookUp(tensors, "scores"),
        crossed: lookUp(tensors, "crossed"),
        answers,
      });
      return sum(mul(effect, effect));
    };
    const operands = {
      scores: drawOperand("scores", [2, 3]),
      crossed: drawOperand("crossed", [2, 3, 3]),
    };
    expect(wrongGradients(operands, build)).toEqual([]);
  });

  it("refuses operands that do not fit", () => {
    const operands = {
      scores: constant(scores, [1, 3]),
      crossed: constant(crossed.flat(), [1, 3, 3]),
      answers: constant([1, 1], [1, 2], "int32"),
    };
    expect(errorOf(() => effectBesideOthers(operands))).toMatch(/effectBesideOthers.*scores/);
  });
});
