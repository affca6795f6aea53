import { describe, expect, it } from "vitest";
import { mae } from "./mae.js";

describe("mae", () => {
  it("counts by hand", () => {
    expect(mae([50, 60], [53, 59])).toBe(2);
    expect(mae([50, 60], [53, 59], [1, 3])).toBe(1.5);
  });

  it("is undefined without rows or weight and refuses NaN", () => {
    expect(mae([], [])).toEqual({ value: null, reason: "no rows" });
    expect(mae([1], [2], [0])).toEqual({ value: null, reason: "all weights are 0" });
    expect(() => mae([NaN], [1])).toThrow(
      "mae: target of row 0: expected a finite number, got NaN",
    );
  });
});
