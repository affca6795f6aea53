import { describe, expect, it } from "vitest";
import { readAge } from "./age-string.js";

describe("readAge", () => {
  it.each([
    ["045Y", 45],
    ["018M", 1.5],
    ["000D", 0],
  ])("%s is %d years", (text, years) => {
    expect(readAge(text)).toBe(years);
  });

  it("counts a year as 365.25 days", () => {
    expect(readAge("007D")).toBeCloseTo(7 / 365.25, 15);
    expect(readAge("001W")).toBe(readAge("007D"));
  });

  it.each(["45Y", "0045Y", "045", "045y", "045Z", "", " 045Y"])("%j is none", (text) => {
    expect(readAge(text)).toBeNull();
  });
});
