import { describe, expect, it } from "vitest";
import { errorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";
import { crossEntropy } from "./cross-entropy.js";

const lossOf = (values: number[], labels: number[]) =>
  valueAndGradient({ shape: [values.length], values }, (logits) =>
    binaryCrossEntropyWithLogits(logits, constant(labels, [labels.length], "int32")),
  );

describe("binaryCrossEntropyWithLogits", () => {
  it("is log 2 with slope σ − t at logit 0", () => {
    expect(lossOf([0], [1]).value).toBeCloseTo(Math.LN2, 12);
    expect(lossOf([0], [1]).gradient[0]).toBeCloseTo(-0.5, 12);
  });

  it("does not overflow", () => {
    expect(lossOf([1e4], [1]).value).toBe(0);
    expect(lossOf([-1e4], [1])).toEqual({ value: 1e4, gradient: [-1] });
  });

  it("is the cross-entropy of two classes with logits 0 and x", () => {
    const two = valueAndGradient({ shape: [1, 2], values: [0, 1.7] }, (logits) =>
      crossEntropy(logits, constant([1], [1], "int32")),
    );
    expect(lossOf([1.7], [1]).value).toBeCloseTo(two.value, 12);
  });

  it("leaves out missing elements, exactly, NaN logits included", () => {
    const { value, gradient } = lossOf([0.3, NaN], [1, -1]);
    expect(value).toBe(lossOf([0.3], [1]).value);
    expect(gradient).toEqual([...lossOf([0.3], [1]).gradient, 0]);
    expect(lossOf([0.3, 2], [-1, -1])).toEqual({ value: 0, gradient: [0, 0] });
  });

  it("refuses labels of another shape", () => {
    expect(errorOf(() => lossOf([1, 2], [1]))).toBe(
      "ShapeError: binaryCrossEntropyWithLogits: labels: expected [2], got [1]",
    );
  });
});
