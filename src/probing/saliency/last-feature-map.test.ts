import { describe, expect, it } from "vitest";
import { add } from "../../graph/ops/elementwise.js";
import { mean, reshape, sum } from "../../graph/ops/reduce.js";
import { input } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { encoderNames } from "../../nn/encoders/encoder.js";
import { createEncoder, createFeatureMap, encoders } from "../../nn/encoders/registry.js";
import { createContext, type Layer } from "../../nn/layer.js";
import { lastFeatureMap } from "./last-feature-map.js";

function apply(layer: Layer, image: Tensor): Tensor {
  const inputs = (specs: Layer["parameters"]) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, input(name, shape)]),
    );
  const context = createContext("evaluate", inputs(layer.parameters), inputs(layer.buffers), null);
  return layer.apply(context, image);
}

const mapped = encoderNames.filter((name) => "map" in encoders[name]);

describe("lastFeatureMap", () => {
  it("asks every encoder but two", () => {
    expect(encoderNames.filter((name) => !mapped.includes(name))).toEqual(["vit-tiny", "mlp"]);
  });

  it.each(mapped)("is the map of %s: what pools it, and nothing before it", (name) => {
    const shape = name === "sfcn" || name === "resnet-18-3d" ? [1, 32, 32, 32] : [1, 32, 32];
    const config = encoders[name].config.parse({}) as never;
    const map = createFeatureMap(name, { shape }, config);
    const image = input("image", [2, ...shape]);
    const scores = apply(createEncoder(name, { shape, features: 3 }, config), image);
    const found = lastFeatureMap(scores, image, [2, map.channels, ...map.places]);
    // The encoder's own map is the same layers: as many nodes lie before it.
    const own = apply(map.layer, image);
    expect(found?.shape).toEqual(own.shape);
    expect(found?.node.op.name).toBe(own.node.op.name);
    expect(found?.node.path).toBe(own.node.path);
  });

  it("is null where there is none of the shape, or the scores go around it", () => {
    const image = input("image", [2, 1, 4, 4]);
    const map = mean(reshape(image, [2, 1, 2, 2, 4]), { axes: [4] });
    const pooled = sum(map, { axes: [2, 3] });
    expect(lastFeatureMap(pooled, image, [2, 1, 2, 2])?.node).toBe(map.node);
    expect(lastFeatureMap(pooled, image, [2, 3, 2, 2])).toBeNull();
    const around = add(pooled, sum(image, { axes: [2, 3] }));
    expect(lastFeatureMap(around, image, [2, 1, 2, 2])).toBeNull();
  });
});
