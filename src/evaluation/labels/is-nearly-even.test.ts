import { describe, expect, it } from "vitest";
import { isNearlyEven } from "./is-nearly-even.js";

describe("isNearlyEven", () => {
  it("is so up to a tenth of the largest value", () => {
    expect(isNearlyEven([1, 0.95, 0.9])).toBe(true);
    expect(isNearlyEven([10, 9, 8.9])).toBe(false);
    // 1 less the attention of 64 places with one peak of 0.08, and that attention itself.
    const attention = Array.from({ length: 64 }, (_, place) => (place === 9 ? 0.08 : 0.92 / 63));
    expect(isNearlyEven(attention.map((share) => 1 - share))).toBe(true);
    expect(isNearlyEven(attention)).toBe(false);
  });

  it("is of what is drawn: values below 0 count as 0", () => {
    expect(isNearlyEven([1, 1, -5])).toBe(false);
    expect(isNearlyEven([-1, -5, 0])).toBe(true);
    expect(isNearlyEven([0.2, 0.2])).toBe(true);
    expect(isNearlyEven([])).toBe(true);
  });
});
