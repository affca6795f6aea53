import { describe, expect, it } from "vitest";
import { tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { coral } from "./coral.js";

const member = (values: readonly number[], environments: number) =>
  tensorOf({ shape: [values.length / environments, environments], values });

describe("coral", () => {
  it("is Δmean² + Δvariance² / 4 for one feature and two environments", () => {
    // Environment 0: 1, 3 (mean 2, variance 2). Environment 1: 0, 4, 8 (mean 4, variance 16).
    const features = { shape: [5, 1], values: [1, 0, 3, 4, 8] };
    const of = member([1, 0, 0, 1, 1, 0, 0, 1, 0, 1], 2);
    expect(valueAndGradient(features, (x) => coral(x, of)).value).toBeCloseTo(4 + 14 ** 2 / 4, 10);
  });

  it("leaves small environments and rows without one out, gradients included", () => {
    const values = [1, 0, 3, 4, 8, 99, -7];
    // The last two rows: alone in environment 2, and in none.
    const of = member([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 3);
    const { value, gradient } = valueAndGradient({ shape: [7, 1], values }, (x) => coral(x, of));
    expect(value).toBeCloseTo(4 + 14 ** 2 / 4, 10);
    expect(gradient.map((slope) => slope !== 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("does not move with the origin, and covariances count without means", () => {
    const of = member([1, 0, 1, 0, 0, 1, 0, 1], 2);
    const at = (shift: number) =>
      valueAndGradient(
        { shape: [4, 2], values: [1, 1, -1, -1, 1, -1, -1, 1].map((value) => value + shift) },
        (x) => coral(x, of),
      ).value;
    // Both means are 0; covariances differ by 4 off the diagonal: 2 · 16 / (4 · 4).
    expect(at(0)).toBeCloseTo(2, 12);
    expect(at(10)).toBeCloseTo(2, 10);
  });
});
