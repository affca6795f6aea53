import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { constantInit } from "../layer.js";
import { createRng } from "../../base/rng.js";
import { linear } from "./linear.js";

it("is x·Wᵀ + b by hand", () => {
  const layer = linear({ inFeatures: 2, outFeatures: 2 });
  const x = { shape: [1, 2], values: [10, 1] };
  const fill = (name: string, index: number) => (name === "weight" ? index + 1 : 100 * (index + 1));
  // Rows of W: [1, 2] and [3, 4].
  expect(evaluateLayer(layer, x, "train", fill).values).toEqual([10 + 2 + 100, 30 + 4 + 200]);
});

it("draws by the laws that it is given", () => {
  const layer = linear({
    inFeatures: 2,
    outFeatures: 1,
    weightInit: constantInit(3),
    biasInit: constantInit(4),
  });
  const { weight, bias } = layer.parameters;
  expect(weight?.init(createRng(0), [1, 2])).toEqual(Float32Array.of(3, 3));
  expect(bias?.init(createRng(0), [1])).toEqual(Float32Array.of(4));
});

it("names itself where the features do not fit", () => {
  const layer = linear({ inFeatures: 3, outFeatures: 2 });
  const x = { shape: [1, 2], values: [1, 2] };
  expect(errorOf(() => evaluateLayer(layer, x, "train", () => 0))).toBe(
    "ShapeError: linear: features of the operand: expected 3, got 2 (x [1,2])",
  );
});
