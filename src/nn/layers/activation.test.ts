import { expect, it } from "vitest";
import { evaluateLayer, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { sum } from "../../graph/ops/reduce.js";
import { createContext, type Layer } from "../layer.js";
import { gelu, relu, tanh } from "./activation.js";

const extremes = { shape: [5], values: [-1e4, -1, 0, 1, 1e4] };
const valuesOf = (layer: Layer) => evaluateLayer(layer, extremes, "train", () => 0).values;
const slopesOf = (layer: Layer) =>
  valueAndGradient(extremes, (x) => sum(layer.apply(createContext("train", {}, {}, null), x)))
    .gradient;

it("relu cuts below 0; slope 0 at 0", () => {
  expect(valuesOf(relu)).toEqual([0, 0, 0, 1, 1e4]);
  expect(slopesOf(relu)).toEqual([0, 0, 0, 1, 1]);
});

it("tanh saturates", () => {
  expect(valuesOf(tanh)).toEqual([-1, -Math.tanh(1), 0, Math.tanh(1), 1]);
  expect(slopesOf(tanh)[2]).toBe(1);
});

it("gelu is x·Φ(x): Φ(1) = 0.841344746…; slope 1/2 at 0; the identity far out", () => {
  const [farLeft, left, middle, right, farRight] = valuesOf(gelu);
  expect([farLeft, middle, farRight]).toEqual([-0, 0, 1e4]);
  expect(right).toBeCloseTo(0.8413447460685429, 12);
  expect(left).toBeCloseTo(0.8413447460685429 - 1, 12);
  expect(slopesOf(gelu)[2]).toBeCloseTo(0.5, 12);
});
