import { describe, expect, it } from "vitest";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { gradients } from "../../graph/gradient.js";
import { slice } from "../../graph/ops/movement.js";
import { sum } from "../../graph/ops/reduce.js";
import { input } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import type { Tensor } from "../../graph/tensor.js";
import { createEncoder, createFeatureMap } from "../../nn/encoders/registry.js";
import { createContext, initialise } from "../../nn/layer.js";
import { classMaps } from "./class-maps.js";
import { gradCam } from "./grad-cam.js";
import { lastFeatureMap } from "./last-feature-map.js";

/** Scores of two rows, the map they come from, and what tensors are on a random image. */
function network(name: "mimm-cnn" | "sfcn", shape: readonly number[]) {
  const config = (name === "sfcn" ? { channels: [3, 4, 5], dropout: 0 } : {}) as never;
  const encoder = createEncoder(name, { shape, features: 3 }, config);
  const specs = { ...encoder.parameters, ...encoder.buffers };
  const inputs = Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, input(key, spec.shape)])); // prettier-ignore
  const image = input("image", [2, ...shape]);
  const scores = encoder.apply(createContext("evaluate", inputs, inputs, null), image);
  const { channels, places } = createFeatureMap(name, { shape }, config);
  const state = initialise(specs, createRng(3));
  const rng = createRng(5);
  const pixels = Float64Array.from({ length: 2 * sizeOf(shape) }, () => rng.normal());
  const valuesOf = (tensors: Readonly<Record<string, Tensor>>) => {
    const program = createProgram("test", tensors);
    const feeds = program.inputs.map(({ name: own, tensor }) => {
      const data = own === "image" ? pixels : Float64Array.from(state[own] ?? []);
      return [own, { shape: tensor.shape, data }] as const;
    });
    return evaluateReference(program, Object.fromEntries(feeds));
  };
  return { image, scores, map: [channels, ...places], places, state, valuesOf };
}

describe("classMaps", () => {
  it("sum to the logit less its bias where the head is a mean and a linear layer, of volumes", () => {
    const { image, scores, map, places, state, valuesOf } = network("sfcn", [1, 8, 12, 8]);
    const maps = classMaps(scores, image, map) ?? image;
    expect(maps.shape).toEqual([2, 3, ...places]);
    const { m, s } = valuesOf({ m: maps, s: scores });
    const size = sizeOf(places);
    for (const entry of [0, 1, 2, 3, 4, 5]) {
      const own = [...(m?.data.slice(entry * size, (entry + 1) * size) ?? [])];
      const total = own.reduce((left, right) => left + right, 0);
      const expected = at(s?.data ?? [], entry) - at(state["fc.bias"] ?? [], entry % 3);
      expect(total).toBeCloseTo(expected, 10);
      // Rectified they would not: what speaks against a class is part of it.
      const rectified = own.reduce((left, right) => left + Math.max(0, right), 0);
      if (own.some((value) => value < -1e-6)) expect(Math.abs(rectified - expected)).toBeGreaterThan(1e-6); // prettier-ignore
    }
  });

  it("are Grad-CAM of each logit where the head is more than that", () => {
    const { image, scores, map, valuesOf } = network("mimm-cnn", [1, 16, 16]);
    const maps = classMaps(scores, image, map) ?? image;
    const last = lastFeatureMap(scores, image, [2, ...map]) ?? image;
    const singles = [0, 1, 2].map((own) => {
      const column = sum(slice(scores, [{ axis: 1, start: own, end: own + 1 }]));
      return gradCam(last, at(gradients(column, [last]), 0) ?? last);
    });
    const { m, ...others } = valuesOf({ m: maps, ...Object.fromEntries(singles.entries()) });
    const size = (m?.data.length ?? 0) / 6;
    for (const [own, { data }] of Object.entries(others)) {
      for (const [index, value] of data.entries()) {
        const [row, place] = [Math.floor(index / size), index % size];
        expect(m?.data[(row * 3 + Number(own)) * size + place]).toBeCloseTo(value, 12);
      }
    }
    expect(others["0"]?.data).not.toEqual(others["1"]?.data);
  });

  it("are null without a map of the shape", () => {
    const { image, scores } = network("mimm-cnn", [1, 16, 16]);
    expect(classMaps(scores, image, [7, 2, 2])).toBeNull();
  });
});
