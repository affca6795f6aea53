import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { binaryFocal } from "./binary-focal.js";
import { classBalanced, effectiveWeights, type ClassBalancedOptions } from "./class-balanced.js";

const counts = [
  { yes: 3, no: 900 },
  { yes: 120, no: 400 },
  { yes: 250, no: 40 },
  { yes: 77, no: 5 },
];
const logits = drawOperand("logits", [3, 4], 2);
const values = [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1];
const answers = tensorOf({ shape: [3, 4], values, dtype: "int32" });
const lossOf = (options: Omit<ClassBalancedOptions, "counts">, operand = logits) =>
  valueAndGradient(operand, (x) => classBalanced(x, answers, { counts, ...options }));

describe("classBalanced", () => {
  it.each(termCases("classBalanced"))("$name equals PyTorch, class by class", async (given) => {
    const found = await differencesFromTorch(given, (operand, settings) =>
      classBalanced(operand("logits"), operand("answers"), {
        counts,
        beta: lookUp(settings, "beta"),
        gamma: lookUp(settings, "gamma"),
      }),
    );
    expect(found).toEqual([]);
  });

  it("has the gradients of central differences", () => {
    const build = ({ x = answers }) => classBalanced(x, answers, { counts, gamma: 2 });
    expect(wrongGradients({ x: logits }, build)).toEqual([]);
  });

  it("is the loss without weights at β = 0, exactly, and another one above", () => {
    const plain = valueAndGradient(logits, (x) =>
      binaryFocal(x, answers, { alpha: null, gamma: 2 }),
    );
    expect(lossOf({ beta: 0, gamma: 2 })).toEqual(plain);
    expect(Math.abs(lossOf({ beta: 0.9, gamma: 2 }).value - plain.value)).toBeGreaterThan(0.01);
  });

  it("leaves out missing answers, exactly, NaN logits included", () => {
    const holes = { ...logits, values: logits.values.map((x, i) => (values[i] === -1 ? NaN : x)) };
    expect(lossOf({}, holes)).toEqual(lossOf({}));
    for (const [index, slope] of lossOf({}).gradient.entries()) {
      expect(slope !== 0).toBe(values[index] !== -1);
    }
  });

  it("refuses counts of other classes", () => {
    const two = { counts: counts.slice(0, 2) };
    expect(errorOf(() => valueAndGradient(logits, (x) => classBalanced(x, answers, two)))).toBe(
      "ShapeError: classBalanced: counts, one pair a class: expected [4], got [2]",
    );
  });
});

describe("effectiveWeights", () => {
  it("is 1 for all at β = 0, and the inverse of the counts towards β = 1", () => {
    expect(effectiveWeights([1, 50, 3000], 0)).toEqual([1, 1, 1]);
    const inverse = [1 / 10, 1 / 50, 1 / 200];
    const total = inverse.reduce((sum, value) => sum + value);
    for (const [index, weight] of effectiveWeights([10, 50, 200], 1 - 1e-9).entries()) {
      expect(weight).toBeCloseTo(((inverse[index] ?? NaN) * 3) / total, 6);
    }
  });

  it("is (1 − β)/(1 − βⁿ) = 1/(1 + β + … + βⁿ⁻¹), scaled", () => {
    // Effective numbers of 1, 2 and 3 samples at β = 1/2: 1, 3/2, 7/4.
    const inverse = [1, 2 / 3, 4 / 7];
    const total = inverse.reduce((sum, value) => sum + value);
    for (const [index, weight] of effectiveWeights([1, 2, 3], 0.5).entries()) {
      expect(weight).toBeCloseTo(((inverse[index] ?? NaN) * 3) / total, 12);
    }
  });

  it("refuses β and counts outside their range", () => {
    expect(errorOf(() => effectiveWeights([1, 2], 1))).toBe(
      "ConfigError: effectiveWeights: beta: expected 0 ≤ beta < 1, got 1",
    );
    expect(errorOf(() => effectiveWeights([0, 2], 0.9))).toBe(
      "DataError: effectiveWeights: samples of each class: expected 1 or more, got [0,2]. " +
        "Leave out a label that has one answer only.",
    );
  });
});
