import { describe, expect, it } from "vitest";
import { valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import type { LossOptions } from "./reduce.js";
import { crossEntropy } from "./cross-entropy.js";

const lossOf = (values: number[], labels: number[], options: LossOptions = {}) => {
  const classes = values.length / labels.length;
  const int = constant(labels, [labels.length], "int32");
  return valueAndGradient({ shape: [labels.length, classes], values }, (logits) =>
    crossEntropy(logits, int, options),
  );
};

describe("crossEntropy", () => {
  it("is log K for equal logits; gradient softmax − one-hot", () => {
    const { value, gradient } = lossOf([5, 5, 5, 5], [2]);
    expect(value).toBeCloseTo(Math.log(4), 12);
    for (const [index, slope] of [0.25, 0.25, -0.75, 0.25].entries()) {
      expect(gradient[index]).toBeCloseTo(slope, 12);
    }
  });

  it("is 0 and linear at the extremes, without overflow", () => {
    expect(lossOf([1e4, -1e4], [0])).toEqual({ value: 0, gradient: [0, 0] });
    expect(lossOf([1e4, -1e4], [1])).toEqual({ value: 2e4, gradient: [1, -1] });
  });

  it("leaves out missing rows, exactly", () => {
    const [left, both] = [lossOf([1, 2], [0]), lossOf([1, 2, 7, -3], [0, -1])];
    expect(both.value).toBe(left.value);
    expect(both.gradient).toEqual([...left.gradient, 0, 0]);
    expect(lossOf([1, 2, 7, -3], [-1, -1])).toEqual({ value: 0, gradient: [0, 0, 0, 0] });
  });

  it("leaves out missing rows even where their logits are NaN", () => {
    const { value, gradient } = lossOf([1, 2, NaN, NaN], [0, -1]);
    expect(value).toBe(lossOf([1, 2], [0]).value);
    expect(gradient.slice(2)).toEqual([0, 0]);
  });

  it("counts a row of weight 2 like two rows", () => {
    const weighted = lossOf([1, 2, 3, 5], [0, 1], { weights: constant([2, 1], [2]) });
    const repeated = lossOf([1, 2, 1, 2, 3, 5], [0, 0, 1]);
    expect(weighted.value).toBeCloseTo(repeated.value, 12);
  });
});
