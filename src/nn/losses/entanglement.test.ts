import { describe, expect, it } from "vitest";
import { tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import type { Tensor } from "../../graph/tensor.js";
import { entanglement } from "./entanglement.js";

const labels = (values: readonly number[], dtype: "int32" | "int64" = "int32") =>
  tensorOf({ shape: [values.length], values, dtype });
const features = { shape: [4, 2], values: [3, 0, 0, 5, 2, 2, -1, 0] };
const of = (
  name: "disentangling" | "entangling",
  target: readonly number[],
  bias: readonly number[],
  operand = features,
) => valueAndGradient(operand, (x: Tensor) => entanglement(x, labels(target), labels(bias))[name]);

describe("entanglement", () => {
  it("has the cosines of the definition, whatever the lengths", () => {
    // Pairs 01, 23 share a bias: cosines 0 and −1/√2. Pairs 02 and 13 share the label across it: 1/√2 and 0.
    const half = Math.SQRT1_2;
    expect(of("disentangling", [0, 1, 0, 1], [0, 0, 1, 1]).value).toBeCloseTo(half / 2, 12);
    expect(of("entangling", [0, 1, 0, 1], [0, 0, 1, 1]).value).toBeCloseTo(
      ((1 - half) / 2 + 1 / 2) / 2,
      12,
    );
  });

  it("is 0 with gradient 0 where there is no pair, and for rows that no pair may have", () => {
    const alone = of("disentangling", [0, 1, 0, 1], [0, 1, 2, 3]);
    expect(alone.value).toBe(0);
    expect(alone.gradient.every((slope) => slope === 0)).toBe(true);
    const { gradient } = of("entangling", [0, 0, 0, -1], [0, 1, -1, 1]);
    expect(gradient.map((slope) => slope !== 0)).toEqual([
      ...[false, true, true, false],
      ...[false, false, false, false],
    ]);
  });

  it("stays finite for a row of zeros", () => {
    const zeros = { shape: [4, 2], values: [0, 0, 0, 5, 2, 2, -1, 0] };
    const { value, gradient } = of("disentangling", [0, 0, 0, 0], [0, 0, 0, 0], zeros);
    expect(Number.isFinite(value)).toBe(true);
    expect(gradient.slice(0, 2)).toEqual([0, 0]);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});
