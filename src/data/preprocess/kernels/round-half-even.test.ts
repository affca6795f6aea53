import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundHalfEven } from "./round-half-even.js";

describe("roundHalfEven", () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [2.4999999999999996, 2],
    [0.49999999999999994, 0],
    [65534.5, 65534],
  ])("rounds %d to %d", (value, want) => {
    expect(roundHalfEven(value) + 0).toBe(want);
  });

  it("is Math.round elsewhere", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, (number) => {
        fc.pre(Math.abs(number % 1) !== 0.5);
        expect(roundHalfEven(number)).toBeCloseTo(Math.round(number), 12);
      }),
    );
  });
});
