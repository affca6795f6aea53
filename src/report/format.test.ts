import { describe, expect, it } from "vitest";
import { metricTitle, shorten, showFraction, showMetric } from "./format.js";

describe("format", () => {
  it("shows three digits, no negative zero, and reasons", () => {
    expect(showFraction(0.9742)).toBe("0.974");
    expect(showFraction(-0.0001)).toBe("0.000");
    expect(showFraction(-0.1256)).toBe("-0.126");
    expect(showMetric(1)).toBe("1.000");
    expect(showMetric({ value: null, reason: "no positives" })).toBe("n/a (no positives)");
  });

  it("makes words of keys", () => {
    expect(metricTitle("worst_group_accuracy")).toBe("worst group accuracy");
  });

  it("shortens by characters, not by code units", () => {
    expect(shorten("abcdef", 4)).toBe("abc…");
    expect(shorten("abcd", 4)).toBe("abcd");
    expect(shorten("😀😀😀", 2)).toBe("😀…");
  });
});
