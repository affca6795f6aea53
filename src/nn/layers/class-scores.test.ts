import { describe, expect, it } from "vitest";
import { drawOperand, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { classScores } from "./class-scores.js";

const scores = classScores({ classes: 4, features: 6 });
const apply = (tensors: Readonly<Record<string, Tensor>>, x: Tensor) =>
  scores.apply(createContext("train", tensors, {}, null), x);

describe("classScores", () => {
  it("is PyTorch's linear layer, one a class", async () => {
    const given = at(termCases("classScores"), 0);
    const build = (operand: (name: string) => Tensor) =>
      apply({ weight: operand("weight"), bias: operand("bias") }, operand("x"));
    expect(await differencesFromTorch(given, build)).toEqual([]);
  });

  it("reads of a class its own features only", () => {
    const x = drawOperand("x", [1, 4, 6]);
    const fill = (_: string, index: number) => index + 1;
    const before = evaluateLayer(scores, x, "train", fill).values;
    const moved = { ...x, values: x.values.map((value, i) => (i < 6 ? value + 1 : value)) };
    const after = evaluateLayer(scores, moved, "train", fill).values;
    expect(after.map((value, k) => value === before[k])).toEqual([false, true, true, true]);
  });

  it("has the gradients of central differences", () => {
    const operands = {
      x: drawOperand("x", [2, 4, 6]),
      weight: drawOperand("weight", [4, 6]),
      bias: drawOperand("bias", [4]),
    };
    const weights = tensorOf(drawOperand("weights", [2, 4]));
    const build = ({ x, ...parameters }: Readonly<Record<string, Tensor>>) =>
      sum(mul(apply(parameters, x ?? weights), weights));
    expect(wrongGradients(operands, build)).toEqual([]);
  });

  it("says of every class's features what each scorer says: its own on the diagonal", () => {
    const x = drawOperand("x", [2, 4, 6]);
    const given = [drawOperand("weight", [4, 6]), drawOperand("bias", [4])] as const;
    const [weight, bias] = [tensorOf(given[0]), tensorOf(given[1])];
    const context = createContext("train", { weight, bias }, {}, null);
    const program = createProgram("crossed", {
      crossed: scores.crossed(context, tensorOf(x)),
      own: scores.apply(context, tensorOf(x)),
    });
    const { crossed, own } = evaluateReference(program, {});
    for (const [entry, value] of Array.from(crossed?.data ?? [], Number).entries()) {
      const [image, k, j] = [Math.floor(entry / 16), Math.floor(entry / 4) % 4, entry % 4];
      const product = [0, 1, 2, 3, 4, 5].reduce(
        (total, d) =>
          total + at(given[0].values, 6 * k + d) * at(x.values, (4 * image + j) * 6 + d),
        at(given[1].values, k),
      );
      expect(value).toBeCloseTo(product, 6);
      if (j === k) expect(value).toBeCloseTo(Number(own?.data[4 * image + k]), 6);
    }
  });

  it("refuses features of other classes", () => {
    const x = tensorOf(drawOperand("x", [1, 3, 6]));
    expect(errorOf(() => apply({}, x))).toBe(
      "ShapeError: classScores: class features must be [B, K, D]: got [1,3,6] (K 4, D 6)",
    );
  });
});
