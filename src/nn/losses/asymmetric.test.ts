import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { asymmetric, type AsymmetricOptions } from "./asymmetric.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";

const logits = drawOperand("logits", [3, 4], 2);
const values = [1, 0, -1, 1, 0, 1, 1, 0, -1, -1, -1, -1];
const answers = tensorOf({ shape: [3, 4], values, dtype: "int32" });
const lossOf = (options: AsymmetricOptions, operand = logits) =>
  valueAndGradient(operand, (x) => asymmetric(x, answers, options));
const plain = { gammaPositive: 0, gammaNegative: 0, clip: 0 };

describe("asymmetric", () => {
  it.each(termCases("asymmetric"))(
    "$name equals the official formula in PyTorch",
    async (given) => {
      const found = await differencesFromTorch(given, (operand, settings) =>
        asymmetric(operand("logits"), operand("answers"), {
          gammaPositive: lookUp(settings, "gammaPositive"),
          gammaNegative: lookUp(settings, "gammaNegative"),
          clip: lookUp(settings, "clip"),
        }),
      );
      expect(found).toEqual([]);
    },
  );

  it.each<AsymmetricOptions>([{}, plain, { gammaPositive: 0, gammaNegative: 2.5, clip: 0.2 }])(
    "has the gradients of central differences with %o",
    (options) => {
      const build = ({ x = answers }) => asymmetric(x, answers, options);
      expect(wrongGradients({ x: logits }, build)).toEqual([]);
    },
  );

  it("is binary cross-entropy without exponents and clip, and less with either", () => {
    const { value, gradient } = valueAndGradient(logits, (x) =>
      binaryCrossEntropyWithLogits(x, answers),
    );
    expect(lossOf(plain).value).toBeCloseTo(value, 12);
    for (const [index, slope] of lossOf(plain).gradient.entries()) {
      expect(slope).toBeCloseTo(gradient[index] ?? NaN, 12);
    }
    expect(lossOf({ ...plain, gammaNegative: 2 }).value).toBeLessThan(value - 0.01);
    expect(lossOf({ ...plain, clip: 0.05 }).value).toBeLessThan(value - 0.001);
  });

  it("asks nothing of a no whose probability is below the clip", () => {
    const no = tensorOf({ shape: [1, 2], values: [0, 0], dtype: "int32" });
    const at = (x: number[]) =>
      valueAndGradient({ shape: [1, 2], values: x }, (z) => asymmetric(z, no, { clip: 0.1 }));
    // sigmoid(−3) = 0.047, sigmoid(−4) = 0.018.
    const { value, gradient } = at([-3, -4]);
    expect(Math.abs(value)).toBe(0);
    expect(gradient.every((slope) => slope === 0)).toBe(true);
    expect(at([-1, -4]).value).toBeGreaterThan(0);
  });

  it("leaves out missing answers, exactly, NaN logits included, and does not overflow", () => {
    const holes = { ...logits, values: logits.values.map((x, i) => (values[i] === -1 ? NaN : x)) };
    expect(lossOf({}, holes)).toEqual(lossOf({}));
    for (const [index, slope] of lossOf({}).gradient.entries()) {
      if (values[index] === -1) expect(Math.abs(slope)).toBe(0);
    }
    for (const x of [1e4, -1e4]) {
      for (const options of [{}, plain]) {
        const { value, gradient } = lossOf(options, { shape: [3, 4], values: values.map(() => x) });
        expect(Number.isFinite(value)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it.each([
    [{ gammaPositive: 0.5 }, "gammaPositive: expected 0, or at least 1, got 0.5"],
    [{ gammaNegative: -1 }, "gammaNegative: expected 0, or at least 1, got -1"],
    [{ clip: 1 }, "clip: expected 0 ≤ clip < 1, got 1"],
  ])("refuses %o", (options, message) => {
    expect(errorOf(() => lossOf(options))).toBe(`ConfigError: asymmetric: ${message}`);
  });
});
