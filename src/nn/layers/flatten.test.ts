import { expect, it } from "vitest";
import { evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { flatten } from "./flatten.js";

it("keeps the order of elements and the first axis", () => {
  const x = { shape: [2, 1, 3, 1], values: [1, 2, 3, 4, 5, 6] };
  const { shape, values } = evaluateLayer(flatten, x, "train", () => 0);
  expect(shape).toEqual([2, 3]);
  expect(values).toEqual(x.values);
});

it("gives a vector one feature", () => {
  expect(evaluateLayer(flatten, { shape: [2], values: [1, 2] }, "train", () => 0).shape).toEqual([
    2, 1,
  ]);
});
