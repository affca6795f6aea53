import { describe, expect, it } from "vitest";
import { accuracy } from "./accuracy.js";

describe("accuracy", () => {
  it("counts by hand, with and without weights", () => {
    expect(accuracy([0, 1, 2, 2], [0, 1, 1, 2])).toBe(0.75);
    // Right rows weigh 1 + 2 + 0 of 6.
    expect(accuracy([0, 1, 2, 2], [0, 1, 1, 2], [1, 2, 3, 0])).toBe(0.5);
  });

  it("is undefined without rows or weight", () => {
    expect(accuracy([], [])).toEqual({ value: null, reason: "no rows" });
    expect(accuracy([1], [1], [0])).toEqual({ value: null, reason: "all weights are 0" });
  });

  it("refuses columns that do not fit", () => {
    expect(() => accuracy([1, 0], [1])).toThrow(
      "accuracy: columns differ in length (labels 2, predictions 1)",
    );
    expect(() => accuracy([1, 0], [1, 0], [1])).toThrow(
      "accuracy: columns differ in length (rows 2, weights 1)",
    );
    expect(() => accuracy([1, 0], [1, 0], [1, -1])).toThrow(
      "accuracy: weight of row 1: expected a finite number, 0 or more, got -1",
    );
    expect(() => accuracy([1], [1], [NaN])).toThrow(
      "accuracy: weight of row 0: expected a finite number, 0 or more, got NaN",
    );
  });
});
