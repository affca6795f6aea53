import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { createRng } from "../../base/rng.js";
import { densenet121 } from "./densenet-121.js";

const build = (shape: number[], features: number) => densenet121.build({ shape, features }, {});

/** Numbers: test/encoder-fidelity.test.ts. */
describe("densenet-121", () => {
  it("has torchvision's size: 7,978,856 parameters for 3 channels and 1000 features", () => {
    expect(countParameters(build([3, 224, 224], 1000))).toBe(7_978_856);
  });

  it("draws convolutions N(0, 2/fanIn), and starts the last bias at 0", () => {
    const { parameters } = build([1, 32, 32], 3);
    const spec = parameters["features.denseblock1.denselayer1.conv2.weight"];
    const values = spec?.init(createRng(5), spec.shape) ?? new Float32Array();
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(square / (2 / (128 * 9))).toBeCloseTo(1, 1.5);
    expect(parameters["classifier.bias"]?.init(createRng(5), [2])).toEqual(Float32Array.of(0, 0));
  });

  it("takes any number of channels and sizes from 32", () => {
    expect(outputShape(build([5, 33, 47], 4), [2, 5, 33, 47])).toEqual([2, 4]);
    expect(outputShape(build([1, 32, 32], 4), [2, 1, 32, 32])).toEqual([2, 4]);
  });

  it("refuses images below 32, and volumes", () => {
    const message = (got: string) =>
      "ShapeError: encoder densenet-121: sample shape: expected [C, H, W] with H, W >= 32, " +
      `got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([3, 32, 31], 2))).toBe(message("[3,32,31]"));
    expect(errorOf(() => build([1, 32, 32, 32], 2))).toBe(message("[1,32,32,32]"));
  });
});
