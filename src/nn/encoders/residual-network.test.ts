import { describe, expect, it } from "vitest";
import { outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { basicBlock, bottleneck, projection, residualNetwork } from "./residual-network.js";

const place = { inChannels: 8, width: 4, stride: 2, axes: 2 };

describe("blocks", () => {
  it("halve every axis with stride 2, and widen by their expansion", () => {
    expect(outputShape(basicBlock.body(place), [2, 8, 7, 6])).toEqual([2, 4, 4, 3]);
    expect(outputShape(bottleneck.body(place), [2, 8, 7, 6])).toEqual([2, 16, 4, 3]);
    const volume = { ...place, axes: 3 };
    expect(outputShape(basicBlock.body(volume), [2, 8, 7, 6, 5])).toEqual([2, 4, 4, 3, 3]);
  });

  it("have kernels 3-3 and 1-3-1; a projection has 1", () => {
    const kernels = (layer: ReturnType<typeof basicBlock.body>) =>
      Object.values(layer.parameters).flatMap(({ shape }) =>
        shape.length > 1 ? [shape.slice(2).join()] : [],
      );
    expect(kernels(basicBlock.body(place))).toEqual(["3,3", "3,3"]);
    expect(kernels(bottleneck.body(place))).toEqual(["1,1", "3,3", "1,1"]);
    expect(kernels(projection({ ...place, outChannels: 16 }))).toEqual(["1,1"]);
  });
});

it("has a projection exactly where a block changes its operand's shape", () => {
  const base = { inChannels: 1, features: 2, axes: 2, depths: [2, 1, 1, 2] } as const;
  const projected = (block: typeof basicBlock) =>
    Object.keys(residualNetwork({ ...base, block }).parameters).flatMap((name) =>
      name.endsWith("downsample.0.weight") ? [name.slice(0, "layer1.0".length)] : [],
    );
  expect(projected(basicBlock)).toEqual(["layer2.0", "layer3.0", "layer4.0"]);
  expect(projected(bottleneck)).toEqual(["layer1.0", "layer2.0", "layer3.0", "layer4.0"]);
});
