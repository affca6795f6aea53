import { describe, expect, it } from "vitest";
import {
  differentiateAll,
  drawOperand,
  lookUp,
  wrongGradients,
} from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, type Operand } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import type { Tensor } from "../../graph/tensor.js";
import { classContrast } from "./class-contrast.js";

const answers: Operand = {
  shape: [3, 4],
  values: [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1],
  dtype: "int32",
};
const operands = {
  features: drawOperand("features", [3, 4, 3]),
  positives: drawOperand("positives", [3, 4, 3]),
  complements: drawOperand("complements", [3, 4, 3]),
};
type Switches = readonly [otherClasses: boolean, absentImages: boolean, complement: boolean];
const build =
  ([otherClasses, absentImages, complement]: Switches, given = answers, temperature = 0.2) =>
  (tensors: Readonly<Record<string, Tensor>>) =>
    classContrast({
      features: lookUp(tensors, "features"),
      positives: lookUp(tensors, "positives"),
      answers: tensorOf(given),
      negatives: {
        otherClasses,
        absentImages,
        complement: complement ? lookUp(tensors, "complements") : null,
      },
      temperature,
    });
const all: Switches = [true, true, true];

describe("classContrast", () => {
  it.each(termCases("classContrast"))("$name equals PyTorch, pair by pair", async (given) => {
    const found = await differencesFromTorch(given, (operand, settings) =>
      classContrast({
        features: operand("features"),
        positives: operand("positives"),
        answers: operand("answers"),
        negatives: {
          otherClasses: lookUp(settings, "otherClasses") === 1,
          absentImages: lookUp(settings, "absentImages") === 1,
          complement: lookUp(settings, "complement") === 1 ? operand("complements") : null,
        },
        temperature: lookUp(settings, "temperature"),
      }),
    );
    expect(found).toEqual([]);
  });

  it.each<Switches>([all, [true, false, false], [false, true, false], [false, false, true]])(
    "has the gradients of central differences: %s %s %s",
    (...switches) => {
      expect(wrongGradients(operands, build(switches))).toEqual([]);
    },
  );

  it("is log(1 + n·e^(−2/τ)) where the positive is aligned and n negatives are opposite", () => {
    // Two classes: v_1 = −v_2, positives as their class, complements opposite: two negatives a class.
    const given = {
      features: { shape: [1, 2, 2], values: [2, 0, -1, 0] },
      positives: { shape: [1, 2, 2], values: [3, 0, -5, 0] },
      complements: { shape: [1, 2, 2], values: [-1, 0, 4, 0] },
    };
    const both: Operand = { shape: [1, 2], values: [1, 1], dtype: "int32" };
    const { value } = differentiateAll(given, build(all, both, 0.5));
    expect(value).toBeCloseTo(Math.log1p(2 * Math.exp(-4)), 12);
  });

  it("has exactly no gradient from pairs whose answer is not 1, and none from missing images", () => {
    const { gradients } = differentiateAll(operands, build(all));
    // The third image has no answer: nothing of it is read.
    for (const name of ["features", "positives", "complements"]) {
      const slopes = gradients[name] ?? [];
      expect(slopes.slice(24).every((slope) => slope === 0)).toBe(true);
      expect(slopes.slice(0, 3).every((slope) => slope !== 0)).toBe(true);
    }
    // Positives and complements of a pair are read by that pair alone.
    for (const name of ["positives", "complements"]) {
      for (const [index, slope] of (gradients[name] ?? []).entries()) {
        expect(slope !== 0).toBe(answers.values[Math.floor(index / 3)] === 1);
      }
    }
  });

  it("is 0 without a positive answer, and for a pair without negatives", () => {
    const none: Operand = { ...answers, values: answers.values.map((v) => Math.min(v, 0)) };
    expect(differentiateAll(operands, build(all, none)).value).toBe(0);
    const present: Operand = { ...answers, values: answers.values.map(() => 1) };
    const { value } = differentiateAll(operands, build([false, true, false], present));
    expect(value).toBe(0);
  });

  it("stays finite for features of length 0", () => {
    const values = operands.features.values.map((value, index) => (index < 3 ? 0 : value));
    const zeros = { ...operands, features: { shape: [3, 4, 3], values } };
    const { value, gradients } = differentiateAll(zeros, build(all));
    expect(Number.isFinite(value)).toBe(true);
    expect(gradients["features"]?.every(Number.isFinite)).toBe(true);
  });

  it("refuses settings and shapes that do not fit", () => {
    const make = (switches: Switches, temperature: number) =>
      errorOf(() => differentiateAll(operands, build(switches, answers, temperature)));
    expect(make([false, false, false], 0.2)).toBe(
      "ConfigError: classContrast: negatives: expected one kind or more, got none",
    );
    expect(make(all, 0)).toBe("ConfigError: classContrast: temperature: expected above 0, got 0");
    const fewer = { ...operands, positives: drawOperand("positives", [3, 2, 3]) };
    expect(errorOf(() => differentiateAll(fewer, build(all)))).toBe(
      "ShapeError: classContrast: positives: expected [3,4,3], got [3,2,3]",
    );
  });
});
