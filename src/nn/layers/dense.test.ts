import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { conv } from "./conv.js";
import { dense } from "./dense.js";
import { maxPool } from "./pool.js";

const x = { shape: [1, 1, 1, 2], values: [1, 10] };
const pointwise = (inChannels: number, outChannels: number) =>
  conv({ inChannels, outChannels, kernel: [1, 1], bias: false });

it("gives every part all channels before it, the operand first, by hand", () => {
  const layer = dense({ a: pointwise(1, 2), b: pointwise(3, 1) });
  expect(Object.keys(layer.parameters)).toEqual(["a.weight", "b.weight"]);
  const weights = (name: string, index: number) =>
    (name === "a.weight" ? [2, 3] : [100, 10, 1])[index] ?? NaN;
  const { shape, values } = evaluateLayer(layer, x, "train", weights);
  expect(shape).toEqual([1, 4, 1, 2]);
  // x, 2x, 3x, and 100·x + 10·2x + 3x.
  expect(values).toEqual([1, 10, 2, 20, 3, 30, 123, 1230]);
});

it("is the operand without parts, and refuses parts that change the space", () => {
  expect(evaluateLayer(dense({}), x, "train", () => 0).values).toEqual([1, 10]);
  const halved = dense({ a: maxPool({ kernel: [1, 2] }) });
  expect(errorOf(() => evaluateLayer(halved, x, "train", () => 0))).toBe(
    "ShapeError: concat: extents differ off the axis: expected [1,1,1,2], got [1,1,1,1] (axis 1)",
  );
});
