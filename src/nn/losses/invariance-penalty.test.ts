import { describe, expect, it } from "vitest";
import { tensorOf, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { invariancePenalty } from "./invariance-penalty.js";

const penalty = (
  logits: { shape: readonly number[]; values: readonly number[] },
  label: readonly number[],
  member: readonly number[],
  environments: number,
) =>
  valueAndGradient(logits, (z) =>
    invariancePenalty(
      z,
      tensorOf({ shape: [label.length], values: label, dtype: "int32" }),
      tensorOf({ shape: [label.length, environments], values: member }),
    ),
  );

describe("invariancePenalty", () => {
  it("is (t · (σ(t) − 1))² for one row with logits (0, t) and label 1", () => {
    for (const t of [-2, 0.3, 1, 4]) {
      const slope = t * (1 / (1 + Math.exp(-t)) - 1);
      const { value } = penalty({ shape: [1, 2], values: [0, t] }, [1], [1], 1);
      expect(value).toBeCloseTo(slope ** 2, 12);
    }
  });

  it("is 0 where the scale is already optimal, though the logits are not 0", () => {
    // Three of four rows right at logits ±log 3 / 2: softmax gives 3/4, the share of rows that are right.
    const t = Math.log(3);
    const values = [0, t, 0, t, 0, t, 0, t];
    const of = (label: readonly number[]) =>
      penalty({ shape: [4, 2], values }, label, [1, 1, 1, 1], 1).value;
    expect(of([1, 1, 1, 0])).toBeCloseTo(0, 14);
    expect(of([1, 1, 0, 0])).toBeGreaterThan(0.01);
  });

  it("averages over environments that have rows, and is 0 without gradient where none has", () => {
    const logits = { shape: [2, 2], values: [0, 2, 0, -1] };
    const slope = (t: number, label: number) => t * (1 / (1 + Math.exp(-t)) - label);
    const apart = penalty(logits, [1, 1], [1, 0, 0, 0, 1, 0], 3).value;
    expect(apart).toBeCloseTo((slope(2, 1) ** 2 + slope(-1, 1) ** 2) / 2, 12);
    const nobody = penalty(logits, [-1, 1], [1, 0, 0, 0, 0, 0], 3);
    expect(nobody.value).toBe(0);
    expect(nobody.gradient.every((value) => value === 0)).toBe(true);
  });
});
