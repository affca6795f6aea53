import { describe, expect, it } from "vitest";
import { extentOf, measureTitle, showEstimate, showInterval, showP } from "./estimate-words.js";

const interval = { low: 0.8006, high: 0.858, level: 0.95, method: "bootstrap by subject" };
const whole = { value: 0.831, n: 400, interval };
const bare = { value: 0.5, n: 1, interval: { value: null, reason: "one subject" } } as const;
const nothing = { value: null, reason: "no positives" } as const;

describe("words of estimates", () => {
  it("say value and interval, and why there is none", () => {
    expect(showEstimate(whole)).toBe("0.831 (0.801 to 0.858)");
    expect(showEstimate(bare)).toBe("0.500 (no interval: one subject)");
    expect(showEstimate(nothing)).toBe("n/a (no positives)");
    expect([whole, bare, nothing].map(showInterval)).toEqual([
      "0.801 to 0.858",
      "no interval: one subject",
      "",
    ]);
  });

  it("say p, never as 0", () => {
    expect(showP(0.0124)).toBe("p 0.012");
    expect(showP(0.00099)).toBe("p < 0.001");
    expect(showP(0)).toBe("p < 0.001");
    expect(showP({ value: null, reason: "nothing to exchange" })).toBe(
      "p n/a (nothing to exchange)",
    );
  });

  it("know all numbers that a scale must hold", () => {
    expect(extentOf(whole)).toEqual([0.831, 0.8006, 0.858]);
    expect(extentOf(bare)).toEqual([0.5]);
    expect(extentOf(nothing)).toEqual([]);
    expect(extentOf(undefined)).toEqual([]);
  });

  it("name measures as readers know them", () => {
    expect(["auroc", "balanced_accuracy", "r2", "mean_error"].map(measureTitle)).toEqual([
      ...["AUROC", "balanced accuracy", "R²", "mean error"],
    ]);
  });
});
