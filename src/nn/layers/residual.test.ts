import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { sequential } from "../layer.js";
import { relu } from "./activation.js";
import { linear } from "./linear.js";
import { residual } from "./residual.js";

const x = { shape: [1, 2], values: [-1, 2] };

it("adds the operand to the body's result", () => {
  const layer = residual({ body: relu });
  expect(evaluateLayer(layer, x, "train", () => 0).values).toEqual([-1, 4]);
});

it("keeps the body's names and puts the other way under `downsample`", () => {
  const body = sequential({ fc1: linear({ inFeatures: 2, outFeatures: 3 }) });
  const downsample = linear({ inFeatures: 2, outFeatures: 3, bias: false });
  const layer = residual({ body, downsample });
  expect(Object.keys(layer.parameters)).toEqual(["fc1.weight", "fc1.bias", "downsample.weight"]);
  expect(evaluateLayer(layer, x, "train", () => 1).values).toEqual([3, 3, 3]);
});

it("refuses ways of different shapes", () => {
  const layer = residual({ body: linear({ inFeatures: 2, outFeatures: 3 }) });
  expect(errorOf(() => evaluateLayer(layer, x, "train", () => 1))).toBe(
    "ShapeError: residual: the two ways differ in shape (body [1,3], short [1,2]). " +
      "Give a downsample layer that ends in the body's shape.",
  );
});
