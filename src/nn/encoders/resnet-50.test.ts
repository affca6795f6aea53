import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { resnet50 } from "./resnet-50.js";

const build = (shape: number[], features: number) => resnet50.build({ shape, features }, {});

/** Numbers: test/encoder-fidelity.test.ts. */
describe("resnet-50", () => {
  it("has torchvision's size: 25,557,032 parameters for 3 channels and 1000 features", () => {
    expect(countParameters(build([3, 224, 224], 1000))).toBe(25_557_032);
  });

  it("takes any number of channels and sizes from 32", () => {
    expect(outputShape(build([5, 33, 47], 4), [2, 5, 33, 47])).toEqual([2, 4]);
    expect(outputShape(build([1, 32, 32], 4), [2, 1, 32, 32])).toEqual([2, 4]);
  });

  it("refuses images below 32, and volumes", () => {
    const message = (got: string) =>
      "ShapeError: encoder resnet-50: sample shape: expected [C, H, W] with H, W >= 32, " +
      `got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([3, 32, 31], 2))).toBe(message("[3,32,31]"));
    expect(errorOf(() => build([1, 32, 32, 32], 2))).toBe(message("[1,32,32,32]"));
  });
});
