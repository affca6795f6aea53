import { describe, expect, it } from "vitest";
import { pairedTInterval } from "./paired-t.js";

describe("pairedTInterval", () => {
  it("is the textbook form for differences 1, 2, 3: 2 ± 4.302653·1/√3", () => {
    // Closed form at two degrees of freedom: u·√(2 / (1 − u²)) with u = 0.95.
    const quantile = 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2));
    const found = pairedTInterval([2, 4, 6], [1, 2, 3]);
    expect(found).toMatchObject({ mean: 2, n: 3, method: "paired t, 3 pairs" });
    if (!("low" in found)) throw new Error(found.reason);
    expect(found.high - found.mean).toBeCloseTo(quantile / Math.sqrt(3), 10);
  });

  it("uses the pairing: shuffled pairs give another interval", () => {
    const paired = pairedTInterval([0.7, 0.8, 0.91], [0.6, 0.7, 0.8]);
    const shuffled = pairedTInterval([0.8, 0.91, 0.7], [0.6, 0.7, 0.8]);
    if (!("low" in paired) || !("low" in shuffled)) throw new Error("undefined");
    expect(shuffled.high - shuffled.low).toBeGreaterThan(5 * (paired.high - paired.low));
  });

  it("is undefined with one pair or equal differences", () => {
    expect(pairedTInterval([1], [2])).toEqual({ value: null, reason: "fewer than two pairs" });
    expect(pairedTInterval([0.3, 0.7], [0.1, 0.5])).toEqual({
      value: null,
      reason: "all differences are equal",
    });
    expect(pairedTInterval([0, 0], [0, 0])).toEqual({
      value: null,
      reason: "all differences are equal",
    });
  });

  it("refuses values that are not paired", () => {
    expect(() => pairedTInterval([1, 2], [1])).toThrow(
      "pairedTInterval: values are not paired (left 2, right 1). Give both methods the same seeds.",
    );
  });
});
