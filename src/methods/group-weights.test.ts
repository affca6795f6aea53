import { describe, expect, it } from "vitest";
import { at } from "../base/ndarray.js";
import {
  balancedWeights,
  effectiveNumber,
  inverseFrequency,
  scaleWeights,
} from "./group-weights.js";

const counts = [40, 10, 5, 45];

describe("group weights", () => {
  it("are inverse frequencies, or Cui's effective numbers between uniform and those", () => {
    expect(inverseFrequency([4, 1, 0], 1)).toEqual([0.25, 1, 0]);
    expect(inverseFrequency([4, 1], 0.5)).toEqual([0.5, 1]);
    // β = 0.5: effective numbers of 1, 2 and 3 rows are 1, 1.5 and 1.75.
    const expected = [1, 1 / 1.5, 1 / 1.75, 0];
    for (const [index, weight] of effectiveNumber([1, 2, 3, 0], 0.5).entries()) {
      expect(weight).toBeCloseTo(at(expected, index), 12);
    }
    expect(balancedWeights(counts, 0)).toEqual([1, 1, 1, 1]);
    const [nearly, inverse] = [balancedWeights(counts, 1 - 1e-9), balancedWeights(counts, null)];
    for (const [index, weight] of nearly.entries()) {
      expect(weight).toBeCloseTo(at(inverse, index), 5);
    }
  });

  it("have the sum over rows that their scale promises", () => {
    const raw = inverseFrequency(counts, 1);
    const overRows = (weights: readonly number[], power: number) =>
      counts.reduce((sum, count, group) => sum + count * at(weights, group) ** power, 0);
    const rows = scaleWeights(raw, counts, "rows");
    expect(overRows(rows, 1)).toBeCloseTo(100, 10);
    // Four groups of equal total weight 1: Σ n·w = 4, Σ n·w² = 1/40 + 1/10 + 1/5 + 1/45.
    const effective = 16 / (1 / 40 + 1 / 10 + 1 / 5 + 1 / 45);
    const kish = scaleWeights(raw, counts, "kish");
    expect(overRows(kish, 1)).toBeCloseTo(effective, 10);
    expect(overRows(kish, 2)).toBeCloseTo(effective, 10);
    const groups = scaleWeights(raw, counts, "groups");
    expect(groups.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(4, 10);
    expect(scaleWeights([3, 3, 3, 3], counts, "kish")).toEqual([1, 1, 1, 1]);
  });
});
