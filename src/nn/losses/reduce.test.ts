import { describe, expect, it } from "vitest";
import { errorOf, evaluate, tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { maskRows, reduceLoss, requireShape, type LossOptions } from "./reduce.js";

const losses = { shape: [3], values: [1, 2, 4] };
const mask = (values: number[]) => constant(values, [values.length], "bool");
const reduced = (valid: number[], options: LossOptions) =>
  evaluate({ loss: reduceLoss("test", tensorOf(losses), mask(valid), options) })["loss"];

describe("reduceLoss", () => {
  it("means over valid rows, by their weights", () => {
    const weights = constant([1, 100, 3], [3]);
    expect(reduced([1, 1, 1], {})?.[0]).toBeCloseTo(7 / 3, 12);
    expect(reduced([1, 0, 1], {})).toEqual([2.5]);
    expect(reduced([1, 0, 1], { weights })).toEqual([(1 * 1 + 3 * 4) / 4]);
  });

  it("sums, and keeps rows, with masked rows 0", () => {
    const weights = constant([1, 100, 3], [3]);
    expect(reduced([1, 0, 1], { reduction: "sum" })).toEqual([5]);
    expect(reduced([1, 0, 1], { reduction: "none", weights })).toEqual([1, 0, 12]);
  });

  it("is 0 with gradient 0 where nothing is valid, or all weights are 0", () => {
    expect(reduced([0, 0, 0], {})).toEqual([0]);
    expect(reduced([1, 1, 1], { weights: constant([0, 0, 0], [3]) })).toEqual([0]);
    const { gradient } = valueAndGradient(losses, (x) =>
      reduceLoss("test", x, mask([0, 0, 0]), {}),
    );
    expect(gradient).toEqual([0, 0, 0]);
  });

  it("refuses weights of another length", () => {
    expect(errorOf(() => reduced([1, 1, 1], { weights: constant([1, 2], [2]) }))).toBe(
      "ShapeError: test: weights, one a row: expected [3], got [2]",
    );
  });
});

it("maskRows takes NaN out of masked rows", () => {
  const x = tensorOf({ shape: [2, 2], values: [1, 2, NaN, Infinity] });
  expect(evaluate({ y: maskRows(x, mask([1, 0])) })["y"]).toEqual([1, 2, 0, 0]);
});

it("requireShape says what differs", () => {
  expect(errorOf(() => requireShape("mse", "targets", [2], [2, 1]))).toBe(
    "ShapeError: mse: targets: expected [2], got [2,1]",
  );
});
