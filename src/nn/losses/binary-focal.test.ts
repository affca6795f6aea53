import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";
import { binaryFocal, type BinaryFocalOptions } from "./binary-focal.js";

const logits = drawOperand("logits", [3, 4], 2);
const values = [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1];
const answers = tensorOf({ shape: [3, 4], values, dtype: "int32" });
const lossOf = (options: BinaryFocalOptions, operand = logits) =>
  valueAndGradient(operand, (x) => binaryFocal(x, answers, options));

describe("binaryFocal", () => {
  it.each(termCases("binaryFocal"))(
    "$name equals torchvision's sigmoid_focal_loss",
    async (given) => {
      const found = await differencesFromTorch(given, (operand, settings) => {
        const alpha = lookUp(settings, "alpha");
        const options = { alpha: alpha < 0 ? null : alpha, gamma: lookUp(settings, "gamma") };
        return binaryFocal(operand("logits"), operand("answers"), options);
      });
      expect(found).toEqual([]);
    },
  );

  it.each([0, 1, 2.5])("has the gradients of central differences at γ = %s", (gamma) => {
    const build = ({ x = answers }) => binaryFocal(x, answers, { gamma });
    expect(wrongGradients({ x: logits }, build)).toEqual([]);
  });

  it("is binary cross-entropy at γ = 0 without α, and less at γ = 1", () => {
    const plain = valueAndGradient(logits, (x) => binaryCrossEntropyWithLogits(x, answers));
    const same = lossOf({ gamma: 0, alpha: null });
    expect(same.value).toBeCloseTo(plain.value, 12);
    for (const [index, slope] of plain.gradient.entries()) {
      expect(same.gradient[index]).toBeCloseTo(slope, 12);
    }
    expect(lossOf({ gamma: 1, alpha: null }).value).toBeLessThan(plain.value - 0.01);
  });

  it("leaves out missing answers, exactly, NaN logits included", () => {
    const holes = { ...logits, values: logits.values.map((x, i) => (values[i] === -1 ? NaN : x)) };
    expect(lossOf({}, holes)).toEqual(lossOf({}));
    for (const [index, slope] of lossOf({}).gradient.entries()) {
      expect(slope !== 0).toBe(values[index] !== -1);
    }
    const none = tensorOf({ shape: [3, 4], values: values.map(() => -1), dtype: "int32" });
    const empty = valueAndGradient(logits, (x) => binaryFocal(x, none));
    expect(empty.value).toBe(0);
    expect(empty.gradient.every((slope) => slope === 0)).toBe(true);
  });

  it("does not overflow", () => {
    const far = (x: number) => ({ shape: [3, 4], values: values.map(() => x) });
    for (const x of [1e4, -1e4]) {
      const { value, gradient } = lossOf({ gamma: 2 }, far(x));
      expect(Number.isFinite(value)).toBe(true);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses exponents and weights outside their range", () => {
    expect(errorOf(() => lossOf({ gamma: 0.5 }))).toBe(
      "ConfigError: binaryFocal: gamma: expected 0, or at least 1, got 0.5",
    );
    expect(errorOf(() => lossOf({ alpha: 2 }))).toBe(
      "ConfigError: binaryFocal: alpha: expected 0..1, or null, got 2",
    );
  });
});
