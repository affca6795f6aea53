import { describe, expect, it } from "vitest";
import { at } from "../base/ndarray.js";
import {
  balancedWeights,
  distributionWeights,
  effectiveNumber,
  independenceWeights,
  inverseFrequency,
  naturalWeights,
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

describe("distributionWeights", () => {
  const trainingGroups = [81, 9, 9, 1];
  const epochGroups = [25, 25, 25, 25];
  const context = {
    label: { name: "ill", classes: 2 },
    attributes: [{ name: "sex", classes: 2 }],
    trainingGroups,
    epochGroups,
  };

  it("makes an epoch's rows into those of the training set", () => {
    const weights = distributionWeights("natural", context) ?? [];
    for (const [group, count] of epochGroups.entries()) {
      expect((weights[group] ?? NaN) * count).toBeCloseTo(trainingGroups[group] ?? NaN, 12);
    }
    // Half as many rows an epoch as in the training set: the mean weight of an epoch's row stays 1.
    const half = naturalWeights({ trainingGroups, epochGroups: [20, 10, 10, 10] });
    const total = [20, 10, 10, 10].reduce(
      (sum, count, group) => sum + count * (half[group] ?? NaN),
      0,
    );
    expect(total).toBeCloseTo(50, 12);
  });

  it("weighs an empty group 0", () => {
    const groups = { trainingGroups: [8, 0, 2, 2], epochGroups: [4, 0, 4, 4] };
    expect(naturalWeights(groups)).toEqual([2, 0, 0.5, 0.5]);
  });

  it("is null where all rows count alike", () => {
    expect(distributionWeights("shown", context)).toBeNull();
    const natural = { ...context, epochGroups: trainingGroups };
    expect(distributionWeights("natural", natural)).toBeNull();
    expect(distributionWeights("independent", natural)).toEqual(independenceWeights(natural));
  });
});

describe("independenceWeights", () => {
  const label = { name: "ill", classes: 2 };
  const attributes = [{ name: "sex", classes: 2 }];
  const counts = [40, 10, 20, 30];

  it("makes label and attribute independent, each as frequent as before", () => {
    const weights = independenceWeights({ label, attributes, epochGroups: counts });
    const weighted = counts.map((count, group) => (count / 100) * (weights[group] ?? NaN));
    // P(ill) = 0.5, P(sex) = 0.6, 0.4.
    for (const [group, expected] of [0.3, 0.2, 0.3, 0.2].entries()) {
      expect(weighted[group]).toBeCloseTo(expected, 12);
    }
  });

  it("is 1 for all where they are independent already, and 0 for an empty group", () => {
    const even = independenceWeights({ label, attributes, epochGroups: [10, 20, 30, 60] });
    for (const weight of even) expect(weight).toBeCloseTo(1, 12);
    expect(independenceWeights({ label, attributes, epochGroups: [10, 0, 5, 5] })[1]).toBe(0);
  });

  it("reads three factors with the label slowest", () => {
    const three = [attributes[0] ?? label, { name: "site", classes: 3 }];
    const epochGroups = [8, 1, 3, 2, 5, 1, 1, 6, 2, 4, 1, 6];
    const weights = independenceWeights({ label, attributes: three, epochGroups });
    const weighted = epochGroups.map((count, group) => (count / 40) * (weights[group] ?? NaN));
    // Group 8 is ill, the first sex, the last site: 20 of 40, 8+1+3+1+6+2 and 3+1+2+6 rows.
    expect(weighted[8]).toBeCloseTo((20 / 40) * (21 / 40) * (12 / 40), 12);
    expect(weighted.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});
