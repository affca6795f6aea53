import { describe, expect, it } from "vitest";
import { groupAccuracies } from "./group-accuracies.js";

describe("groupAccuracies", () => {
  it("counts by hand, in order of group number, without missing and empty groups", () => {
    const found = groupAccuracies([1, 0, 1, 0, 1], [1, 1, 1, 0, 0], [7, 2, 7, -1, 7]);
    expect(found).toEqual([
      { group: 2, n: 1, accuracy: 0 },
      { group: 7, n: 3, accuracy: 2 / 3 },
    ]);
  });

  it("keeps n in rows when there are weights", () => {
    expect(groupAccuracies([1, 0, 1], [1, 1, 1], [0, 0, 1], [1, 3, 0])).toEqual([
      { group: 0, n: 2, accuracy: 0.25 },
      { group: 1, n: 1, accuracy: { value: null, reason: "all weights are 0" } },
    ]);
  });

  it("refuses columns that differ in length", () => {
    expect(() => groupAccuracies([1], [1], [0, 0])).toThrow(
      "groupAccuracies: columns differ in length (labels 1, predictions 1, groups 2)",
    );
  });
});
