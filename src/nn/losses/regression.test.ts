import { describe, expect, it } from "vitest";
import { errorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { huber, meanAbsoluteError, meanSquaredError } from "./regression.js";

type Loss = (prediction: Tensor, target: Tensor) => Tensor;
const lossOf = (loss: Loss, values: number[], target: number[]) =>
  valueAndGradient({ shape: [values.length], values }, (prediction) =>
    loss(prediction, constant(target, [target.length])),
  );

describe.each([
  ["meanSquaredError", meanSquaredError, [9, 1, 0], [-6, 2, 0]],
  ["meanAbsoluteError", meanAbsoluteError, [3, 1, 0], [-1, 1, 0]],
  ["huber", huber, [2.5, 0.5, 0], [-1, 1, 0]],
])("%s", (_, loss, elements, slopes) => {
  // Residuals −3, 1, 0: outside, on and inside Huber's bound.
  it("has its value and slope by hand", () => {
    const { value, gradient } = lossOf(loss, [-1, 3, 5], [2, 2, 5]);
    expect(value).toBeCloseTo(elements.reduce((sum, element) => sum + element) / 3, 12);
    for (const [index, slope] of slopes.entries())
      expect(gradient[index]).toBeCloseTo(slope / 3, 12);
  });

  it("leaves out NaN targets, exactly; −1 is a value", () => {
    const { value, gradient } = lossOf(loss, [-1, 3], [NaN, -1]);
    expect(value).toBe(lossOf(loss, [3], [-1]).value);
    expect(gradient[0]).toBe(0);
    expect(gradient[1]).not.toBe(0);
    expect(lossOf(loss, [1, NaN], [NaN, NaN])).toEqual({ value: 0, gradient: [0, 0] });
  });
});

describe("huber", () => {
  it("tends to half the squared error for a large delta", () => {
    const wide = lossOf((p, t) => huber(p, t, { delta: 1e6 }), [4], [1]);
    expect(wide.value).toBeCloseTo(4.5, 9);
  });

  it("refuses delta 0 and other shapes", () => {
    expect(errorOf(() => lossOf((p, t) => huber(p, t, { delta: 0 }), [4], [1]))).toBe(
      "ConfigError: huber: delta: expected above 0, got 0",
    );
    expect(errorOf(() => lossOf(huber, [4, 5], [1]))).toBe(
      "ShapeError: huber: targets: expected [2], got [1]",
    );
  });
});
