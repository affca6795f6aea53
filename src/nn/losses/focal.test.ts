import { describe, expect, it } from "vitest";
import { errorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { crossEntropy } from "./cross-entropy.js";
import { focal } from "./focal.js";

const operand = { shape: [2, 3], values: [1, 2, 0.5, -1, 0, 3] };
const labels = constant([1, 0], [2], "int32");
const focalAt = (gamma: number, values = operand.values) =>
  valueAndGradient({ ...operand, values }, (logits) => focal(logits, labels, { gamma }));

describe("focal", () => {
  it("equals cross-entropy at γ = 0, and differs at γ = 1", () => {
    const plain = valueAndGradient(operand, (logits) => crossEntropy(logits, labels));
    expect(focalAt(0)).toEqual(plain);
    expect(focalAt(1).value).toBeLessThan(plain.value - 0.01);
  });

  it("is (1/2)^γ · log 2 at p = 1/2", () => {
    const one = valueAndGradient({ shape: [1, 2], values: [4, 4] }, (logits) =>
      focal(logits, constant([0], [1], "int32")),
    );
    expect(one.value).toBeCloseTo(Math.LN2 / 4, 12);
  });

  it("has value and gradient 0 where the model is certain and right", () => {
    const { value, gradient } = focalAt(2, [-1e4, 1e4, -1e4, 1e4, -1e4, -1e4]);
    expect(value).toBeCloseTo(0, 12);
    for (const slope of gradient) expect(slope).toBeCloseTo(0, 12);
  });

  it.each([0.5, -1])("refuses γ = %s", (gamma) => {
    expect(errorOf(() => focalAt(gamma))).toBe(
      `ConfigError: focal: gamma: expected 0, or at least 1, got ${gamma}`,
    );
  });
});
