import { describe, expect, it } from "vitest";
import { groupAccuracies } from "../group-accuracies.js";
import { accuracy } from "./accuracy.js";
import { adjustedAccuracy, worstGroupAccuracy } from "./group-metrics.js";

const all = { minCount: 1 };

describe("adjustedAccuracy and worstGroupAccuracy", () => {
  // 8 rows of group 0, all right; 2 rows of group 3, one right.
  const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
  const predictions = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
  const groups = [0, 0, 0, 0, 0, 0, 0, 0, 3, 3];
  const found = groupAccuracies(labels, predictions, groups);

  it("weigh groups equally, whatever their size", () => {
    expect(adjustedAccuracy(found, all)).toBe(0.75);
    expect(worstGroupAccuracy(found, all)).toBe(0.5);
    expect(accuracy(labels, predictions)).toBe(0.9);
  });

  it("leave out groups below the minimum count, counted in rows", () => {
    expect(adjustedAccuracy(found, { minCount: 2 })).toBe(0.75);
    expect(adjustedAccuracy(found, { minCount: 3 })).toBe(1);
    expect(worstGroupAccuracy(found, { minCount: 3 })).toBe(1);
    expect(adjustedAccuracy(found, { minCount: 9 })).toEqual({
      value: null,
      reason: "no group has 9 rows",
    });
  });

  it("never take a group without value for 0", () => {
    const undefinedGroup = {
      n: 4,
      accuracy: { value: null, reason: "all weights are 0" },
    } as const;
    const metrics = [...found, undefinedGroup];
    expect(adjustedAccuracy(metrics, all)).toBe(undefinedGroup.accuracy);
    expect(worstGroupAccuracy(metrics, all)).toBe(undefinedGroup.accuracy);
    expect(worstGroupAccuracy([{ n: 0, accuracy: 0 }, ...found], all)).toBe(0.5);
    expect(adjustedAccuracy([], all)).toEqual({
      value: null,
      reason: "no rows with label and attributes",
    });
  });

  it("equal the accuracy when there is one group", () => {
    const one = groupAccuracies([0, 1, 1], [0, 1, 0], [5, 5, 5]);
    expect(adjustedAccuracy(one, all)).toBe(2 / 3);
    expect(worstGroupAccuracy(one, all)).toBe(2 / 3);
  });
});
