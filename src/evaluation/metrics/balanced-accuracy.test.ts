import { describe, expect, it } from "vitest";
import { balancedAccuracy } from "./balanced-accuracy.js";

describe("balancedAccuracy", () => {
  it("is the mean recall: always answering the common class gives one half", () => {
    expect(balancedAccuracy([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.5);
    expect(balancedAccuracy([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 1])).toBe((0.5 + 1 + 0) / 3);
  });

  it("does not change when rows of one class are repeated", () => {
    expect(balancedAccuracy([0, 0, 1, 1], [0, 1, 1, 1])).toBe(
      balancedAccuracy([0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 1, 1]),
    );
  });

  it("is undefined with one class, no rows, or a class without weight", () => {
    expect(balancedAccuracy([1, 1], [1, 0])).toEqual({ value: null, reason: "one class only" });
    expect(balancedAccuracy([], [])).toEqual({ value: null, reason: "no rows" });
    expect(balancedAccuracy([0, 1], [0, 1], [0, 1])).toEqual({
      value: null,
      reason: "all weights of class 0 are 0",
    });
  });
});
