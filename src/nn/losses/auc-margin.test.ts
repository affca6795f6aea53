import { describe, expect, it } from "vitest";
import {
  differentiateAll,
  drawOperand,
  lookUp,
  wrongGradients,
} from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, type Operand } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { at } from "../../base/ndarray.js";
import { scaleGradient } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { aucMargin } from "./auc-margin.js";

const prevalence = [0.1, 0.3, 0.5, 0.8];
const loss = (
  operand: (name: string) => Tensor,
  answers: Tensor,
  options: Parameters<typeof aucMargin>[0] = { prevalence },
) => {
  const measure = aucMargin(options);
  const names = Object.keys(measure.parameters);
  const parameters = Object.fromEntries(names.map((name) => [name, operand(name)]));
  return measure.loss(createContext("train", parameters, {}, null), operand("logits"), answers);
};
/** α with its gradient turned back, so that it is the derivative of the value. */
const turned = (operand: (name: string) => Tensor) => (name: string) =>
  name === "alpha" ? scaleGradient(operand(name), -1) : operand(name);

const answers: Operand = {
  shape: [3, 4],
  values: [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1],
  dtype: "int32",
};
const operands = {
  logits: drawOperand("logits", [3, 4], 2),
  positiveMean: drawOperand("a", [4]),
  negativeMean: drawOperand("b", [4]),
  alpha: { shape: [4], values: [0.5, 0.1, 1.3, 0.7] },
};

/** One class, three yes and three no at p = 1/2: probabilities, and loss with gradients at a, b, α. */
const three = { yes: [0.9, 0.6, 0.75], no: [0.2, 0.5, 0.35] };
const mean = (values: readonly number[]) =>
  values.reduce((total, value) => total + value) / values.length;
const variance = (values: readonly number[]) =>
  mean(values.map((value) => (value - mean(values)) ** 2));
const ofThree = (a: number, b: number, alpha: number, margin: number) => {
  const logit = (p: number) => Math.log(p / (1 - p));
  const given = {
    logits: { shape: [6, 1], values: [...three.yes, ...three.no].map(logit) },
    positiveMean: { shape: [1], values: [a] },
    negativeMean: { shape: [1], values: [b] },
    alpha: { shape: [1], values: [alpha] },
  };
  const truth = tensorOf({ shape: [6, 1], values: [1, 1, 1, 0, 0, 0], dtype: "int32" });
  return differentiateAll(given, (tensors) =>
    loss((name) => lookUp(tensors, name), truth, { prevalence: [0.5], margin }),
  );
};
const [meanYes, meanNo] = [mean(three.yes), mean(three.no)];

describe("aucMargin", () => {
  it("equals LibAUC's formula in PyTorch, α's gradient turned", async () => {
    const given = at(termCases("aucMargin"), 0);
    const found = await differencesFromTorch(given, (operand) =>
      loss(turned(operand), operand("answers")),
    );
    expect(found).toEqual([]);
  });

  it("has the gradients of central differences, α's turned, and fails where it is not", () => {
    const truth = tensorOf(answers);
    const plain = (tensors: Readonly<Record<string, Tensor>>) => (name: string) =>
      lookUp(tensors, name);
    expect(wrongGradients(operands, (tensors) => loss(turned(plain(tensors)), truth))).toEqual([]);
    expect(wrongGradients(operands, (tensors) => loss(plain(tensors), truth))).toEqual([
      expect.stringContaining("alpha: element") as string,
    ]);
  });

  it("at the optimum of a, b and α is the variances and the square of what the margin lacks", () => {
    const lack = 1 - meanYes + meanNo;
    const { value, gradients } = ofThree(meanYes, meanNo, lack, 1);
    const expected = 0.25 * (variance(three.yes) + variance(three.no) + lack ** 2);
    expect(value).toBeCloseTo(expected, 12);
    for (const name of ["positiveMean", "negativeMean", "alpha"]) {
      expect(gradients[name]?.[0]).toBeCloseTo(0, 12);
    }
    // Ascent: below its optimum α's gradient is negative, so that a minimiser raises it.
    expect(ofThree(meanYes, meanNo, lack - 0.1, 1).gradients["alpha"]?.[0]).toBeLessThan(-0.01);
    expect(ofThree(meanYes, meanNo, lack + 0.1, 1).gradients["alpha"]?.[0]).toBeGreaterThan(0.01);
  });

  it("pays nothing for a margin that is kept, and lets α return from below 0", () => {
    const margin = 0.2;
    const lack = margin - meanYes + meanNo;
    expect(lack).toBeLessThan(0);
    const kept = ofThree(meanYes, meanNo, lack, margin);
    expect(kept.value).toBeCloseTo(0.25 * (variance(three.yes) + variance(three.no)), 12);
    expect(kept.gradients["alpha"]?.[0]).toBeCloseTo(0, 12);
    expect(ofThree(meanYes, meanNo, -0.3, 1).gradients["alpha"]?.[0]).toBeLessThan(-0.01);
  });

  it("leaves out missing answers, exactly, NaN logits included", () => {
    const of = (given: typeof operands) =>
      differentiateAll(given, (tensors) =>
        loss((name) => lookUp(tensors, name), tensorOf(answers)),
      );
    const holes = operands.logits.values.map((x, i) => (answers.values[i] === -1 ? NaN : x));
    const holed = of({ ...operands, logits: { shape: [3, 4], values: holes } });
    expect(holed).toEqual(of(operands));
    for (const [index, slope] of (holed.gradients["logits"] ?? []).entries()) {
      expect(slope !== 0).toBe(answers.values[index] !== -1);
    }
  });

  it("refuses a prevalence outside its range, and logits of other classes", () => {
    expect(errorOf(() => aucMargin({ prevalence: [0.5, 1] }))).toBe(
      "ConfigError: aucMargin: prevalence: expected 0 < p < 1, got 1",
    );
    const operand = (name: string) => tensorOf(lookUp<Operand>(operands, name));
    expect(errorOf(() => loss(operand, tensorOf(answers), { prevalence: [0.5] }))).toBe(
      "ShapeError: aucMargin: classes: expected [1], got [4]",
    );
  });
});
