import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { createRng } from "../../base/rng.js";
import { conv, convTranspose } from "./conv.js";

const ramp = { shape: [1, 1, 3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
const difference = (name: string, index: number) => (name === "bias" ? 0.5 : index === 0 ? -1 : 1);

it("is a cross-correlation, by hand: the kernel is not flipped", () => {
  const layer = conv({ inChannels: 1, outChannels: 1, kernel: [1, 2] });
  const { shape, values } = evaluateLayer(layer, ramp, "train", difference);
  expect(shape).toEqual([1, 1, 3, 2]);
  expect(values).toEqual([1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
});

it("spreads each element over the kernel when transposed", () => {
  const layer = convTranspose({ inChannels: 1, outChannels: 1, kernel: [1, 2], stride: [1, 2] });
  const x = { shape: [1, 1, 1, 2], values: [3, 4] };
  expect(evaluateLayer(layer, x, "train", difference).values).toEqual([-2.5, 3.5, -3.5, 4.5]);
});

it("draws within PyTorch's bound, 1/√fanIn for weight and bias", () => {
  const layer = conv({ inChannels: 8, outChannels: 16, kernel: [3, 3], groups: 2 });
  const { weight, bias } = layer.parameters;
  expect(weight?.shape).toEqual([16, 4, 3, 3]);
  for (const spec of [weight, bias]) {
    const values = spec?.init(createRng(1), spec.shape) ?? [];
    expect(Math.max(...values)).toBeLessThanOrEqual(1 / 6);
    expect(Math.max(...values)).toBeGreaterThan(0.8 / 6);
  }
});

it("names channels that do not fit", () => {
  const layer = conv({ inChannels: 3, outChannels: 1, kernel: [2, 2] });
  expect(errorOf(() => evaluateLayer(layer, ramp, "train", () => 0))).toBe(
    "ShapeError: conv: weight input channels: expected 1, got 3 (x [1,1,3,3], weight [1,3,2,2], groups 1)",
  );
});
