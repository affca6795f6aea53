import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { fashionCnn } from "./fashion-cnn.js";

const build = (shape: number[], dropout = 0.25) =>
  fashionCnn.build({ shape, features: 20 }, { dropout });

describe("fashion-cnn", () => {
  it("has fully connected layers 600-120-F on 64·6·6", () => {
    const encoder = build([1, 28, 28]);
    const widths = ["fc1.weight", "fc2.weight", "fc3.weight"].map(
      (name) => encoder.parameters[name]?.shape,
    );
    expect(widths).toEqual([
      [600, 2304],
      [120, 600],
      [20, 120],
    ]);
    expect(countParameters(encoder)).toBe(1_476_548);
    expect(outputShape(encoder, [3, 1, 28, 28])).toEqual([3, 20]);
  });

  it("works for other sizes", () => {
    expect(outputShape(build([3, 8, 17]), [2, 3, 8, 17])).toEqual([2, 20]);
  });

  it("has dropout 0.25 by default, and refuses unknown settings", () => {
    expect(fashionCnn.config.parse({})).toEqual({ dropout: 0.25 });
    expect(fashionCnn.config.safeParse({ droput: 0.5 }).success).toBe(false);
  });

  it("refuses images that vanish", () => {
    expect(errorOf(() => build([1, 7, 28]))).toBe(
      "ShapeError: encoder fashion-cnn: sample shape: expected [C, H, W] with H, W >= 8, " +
        "got [1,7,28]. Resize the images, or choose another model.encoder.",
    );
  });
});
