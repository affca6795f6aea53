import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { mimmCnn } from "./mimm-cnn.js";

const build = (shape: number[], features = 6) => mimmCnn.build({ shape, features }, {});

describe("mimm-cnn", () => {
  it("has the published size: 256 flattened, about 70.6k parameters", () => {
    const encoder = build([1, 28, 28]);
    expect(encoder.parameters["fc1.weight"]?.shape).toEqual([256, 256]);
    expect(countParameters(encoder)).toBe(70_594);
    expect(outputShape(encoder, [3, 1, 28, 28])).toEqual([3, 6]);
  });

  it("works for other sizes and channels", () => {
    expect(outputShape(build([3, 32, 32], 4), [2, 3, 32, 32])).toEqual([2, 4]);
    expect(outputShape(build([1, 14, 29], 4), [2, 1, 14, 29])).toEqual([2, 4]);
  });

  it("refuses images that vanish, and volumes", () => {
    const message = (got: string) =>
      "ShapeError: encoder mimm-cnn: sample shape: expected [C, H, W] with H, W >= 14, " +
      `got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([1, 13, 28]))).toBe(message("[1,13,28]"));
    expect(errorOf(() => build([1, 28, 28, 28]))).toBe(message("[1,28,28,28]"));
  });
});
