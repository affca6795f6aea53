import { describe, expect, it } from "vitest";
import { shorten, showFraction, showMetric } from "./format.js";

describe("format", () => {
  it("shows two digits, no negative zero, and reasons", () => {
    expect(showFraction(0.974)).toBe("0.97");
    expect(showFraction(-0.001)).toBe("0.00");
    expect(showFraction(-0.126)).toBe("-0.13");
    expect(showMetric(1)).toBe("1.00");
    expect(showMetric({ value: null, reason: "no positives" })).toBe("n/a (no positives)");
  });

  it("shortens by characters, not by code units", () => {
    expect(shorten("abcdef", 4)).toBe("abc…");
    expect(shorten("abcd", 4)).toBe("abcd");
    expect(shorten("😀😀😀", 2)).toBe("😀…");
  });
});
