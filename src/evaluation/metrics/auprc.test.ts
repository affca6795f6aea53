import { describe, expect, it } from "vitest";
import { auprc } from "./auprc.js";

describe("auprc", () => {
  it("counts by hand", () => {
    // From the top: hit (1/1), miss, hit (2/3): mean precision at the hits.
    expect(auprc([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1])).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  it("gives the share of positives when all scores are equal, whatever the order of rows", () => {
    expect(auprc([1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5])).toBe(0.25);
    expect(auprc([0, 0, 0, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0.25);
  });

  it("is undefined without positives and 1 without negatives", () => {
    expect(auprc([0, 0], [0, 1])).toEqual({ value: null, reason: "no positives" });
    expect(auprc([1, 1], [0, 1])).toBe(1);
  });

  it("refuses an infinite score", () => {
    expect(() => auprc([0, 1], [0, Infinity])).toThrow(
      "auprc: score of row 1: expected a finite number, got Infinity",
    );
  });
});
