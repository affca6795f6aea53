import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { createRng } from "../../base/rng.js";
import { resnet18 } from "./resnet-18.js";

const build = (shape: number[], features: number) => resnet18.build({ shape, features }, {});

describe("resnet-18", () => {
  it("has torchvision's size: 11,689,512 parameters for 3 channels and 1000 features", () => {
    const encoder = build([3, 224, 224], 1000);
    expect(countParameters(encoder)).toBe(11_689_512);
    expect(Object.keys(encoder.parameters)).toHaveLength(62);
    expect(Object.keys(encoder.buffers)).toHaveLength(40);
  });

  it("has torchvision's names", () => {
    const names = Object.keys(build([1, 64, 64], 2).parameters);
    for (const name of ["conv1.weight", "layer1.0.conv2.weight", "layer4.1.bn2.bias", "fc.bias"]) {
      expect(names).toContain(name);
    }
    expect(names.filter((name) => name.startsWith("layer2.0.downsample"))).toEqual([
      "layer2.0.downsample.0.weight",
      "layer2.0.downsample.1.weight",
      "layer2.0.downsample.1.bias",
    ]);
    expect(names.some((name) => name.startsWith("layer1.0.downsample"))).toBe(false);
  });

  it("takes any number of channels and sizes from 32", () => {
    expect(outputShape(build([5, 33, 47], 4), [2, 5, 33, 47])).toEqual([2, 4]);
  });

  it("draws convolutions N(0, 2/fanOut), and starts every batch norm as the identity", () => {
    const { parameters } = build([1, 32, 32], 2);
    const spec = parameters["layer3.1.conv1.weight"];
    const values = spec?.init(createRng(5), spec.shape) ?? new Float32Array();
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(square / (2 / (256 * 9))).toBeCloseTo(1, 1.5);
    const last = parameters["layer4.1.bn2.weight"];
    expect(last?.init(createRng(5), [2])).toEqual(Float32Array.of(1, 1));
  });

  it("refuses images below 32", () => {
    expect(errorOf(() => build([3, 28, 28], 2))).toBe(
      "ShapeError: encoder resnet-18: sample shape: expected [C, H, W] with H, W >= 32, " +
        "got [3,28,28]. Resize the images, or choose another model.encoder.",
    );
  });
});
