import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { mlp } from "./mlp.js";

const build = (shape: number[], hidden: number[]) => mlp.build({ shape, features: 3 }, { hidden });

describe("mlp", () => {
  it("takes vectors and images", () => {
    expect(outputShape(build([5], [8, 4]), [2, 5])).toEqual([2, 3]);
    expect(outputShape(build([1, 4, 4], [8]), [2, 1, 4, 4])).toEqual([2, 3]);
    expect(countParameters(build([5], [8, 4]))).toBe(5 * 8 + 8 + (8 * 4 + 4) + (4 * 3 + 3));
  });

  it("is a linear map without hidden layers, and bent with one", () => {
    const x = { shape: [1, 2], values: [1, -3] };
    const weights = (name: string) => (name.endsWith("bias") ? 0 : 1);
    expect(evaluateLayer(build([2], []), x, "train", weights).values).toEqual([-2, -2, -2]);
    expect(evaluateLayer(build([2], [4]), x, "train", weights).values).toEqual([0, 0, 0]);
  });

  it("has two hidden layers of 256 by default", () => {
    expect(mlp.config.parse({})).toEqual({ hidden: [256, 256] });
  });

  it("refuses a sample without elements", () => {
    expect(errorOf(() => build([], [4]))).toBe(
      "ShapeError: encoder mlp: sample shape: expected any shape with at least one element, " +
        "such as [n] or [C, H, W], got []. Resize the images, or choose another model.encoder.",
    );
  });
});
