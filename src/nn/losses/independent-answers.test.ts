import { describe, expect, it } from "vitest";
import { readAnswersGivenOthers } from "../../../fixtures/methods/answers-given-others.js";
import { drawOperand, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";
import { independentAnswers, type IndependentAnswersOptions } from "./independent-answers.js";

const stored = readAnswersGivenOthers();
const rows = stored.answers.length / stored.labels;
const shape = [rows, stored.labels];
const answers = tensorOf({ shape, values: [...stored.answers], dtype: "int32" });
const logits = { shape, values: [...stored.logits] };
const lossOf = (options: Partial<IndependentAnswersOptions>, operand = logits) =>
  valueAndGradient(operand, (x) => independentAnswers(x, answers, { given: stored, ...options }));

/** P(first, second): both, the first alone, the second alone, neither. */
const pairs = [0.27, 0.03, 0.03, 0.67];
const logit = (p: number) => Math.log(p / (1 - p));
/** Of those pairs, exactly. */
const ofPairs = {
  logOdds: [logit(0.3), logit(0.3)],
  bias: [0, 0].map(() => logit(0.9) * 0.3 + logit(3 / 70) * 0.7),
  weights: [0, 1, 1, 0].map((other) => other * (logit(0.9) - logit(3 / 70))),
};
/** Weight of the answer to the first label in each of the four rows: the loss of one row whose logits are 0, over ln 2. */
const weightsOf = (options: Partial<IndependentAnswersOptions> = {}) =>
  [
    [1, 1],
    [1, 0],
    [0, 1],
    [0, 0],
  ].map((row) => {
    const own = tensorOf({ shape: [1, 2], values: row, dtype: "int32" });
    const { gradient } = valueAndGradient({ shape: [1, 2], values: [0, 0] }, (x) =>
      independentAnswers(x, own, { given: ofPairs, reduction: "sum", ...options }),
    );
    return Math.abs(at(gradient, 0)) * 2;
  });

describe("independentAnswers", () => {
  it.each(stored.losses)(
    "equals NumPy at power $power, no weight above $largest",
    ({ loss, ...options }) => {
      expect(lossOf(options).value).toBeCloseTo(loss, 6);
    },
  );

  it("has the gradients of central differences, and none of missing answers, NaN logits included", () => {
    const few = { shape: [3, 4], values: drawOperand("logits", [3, 4], 2).values };
    const own = tensorOf({
      shape: [3, 4],
      values: [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1],
      dtype: "int32",
    });
    const build = ({ x = own }) => independentAnswers(x, own, { given: stored });
    expect(wrongGradients({ x: few }, build)).toEqual([]);
    const holes = logits.values.map((x, i) => (stored.answers[i] === -1 ? NaN : x));
    expect(lossOf({}, { shape, values: holes })).toEqual(lossOf({}));
    for (const [index, slope] of lossOf({}).gradient.entries()) {
      expect(slope !== 0).toBe(stored.answers[index] !== -1);
    }
  });

  it("weighs rows so that labels are independent, as frequent as before, with mean 1; half of it does not", () => {
    const tableOf = (weights: readonly number[]) => weights.map((w, i) => w * at(pairs, i));
    const table = tableOf(weightsOf());
    expect(table.reduce((sum, p) => sum + p)).toBeCloseTo(1, 10);
    for (const [index, p] of [0.3 * 0.3, 0.3 * 0.7, 0.7 * 0.3, 0.7 * 0.7].entries()) {
      expect(at(table, index)).toBeCloseTo(p, 10);
    }
    const [both = NaN, first = NaN] = tableOf(weightsOf({ power: 0.5 }));
    expect(both / (both + first)).toBeGreaterThan(0.5);
    expect(Math.max(...weightsOf({ largest: 2 }))).toBeCloseTo(2, 10);
  });

  it("is cross-entropy at power 0, and another loss above", () => {
    const plain = valueAndGradient(logits, (x) => binaryCrossEntropyWithLogits(x, answers));
    expect(lossOf({ power: 0 }).value).toBeCloseTo(plain.value, 12);
    expect(Math.abs(lossOf({}).value - plain.value)).toBeGreaterThan(0.01);
  });

  it("refuses options and operands that do not fit", () => {
    expect(errorOf(() => lossOf({ power: 1.5 }))).toBe(
      "ConfigError: independentAnswers: power: expected 0..1, got 1.5",
    );
    expect(errorOf(() => lossOf({ largest: 0.5 }))).toBe(
      "ConfigError: independentAnswers: largest weight: expected 1 or more, got 0.5",
    );
    expect(errorOf(() => lossOf({ given: ofPairs }))).toContain(
      "ShapeError: independentAnswers: labels that were fitted: expected [4], got [2]",
    );
  });
});
