import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auroc } from "./auroc.js";

/** The definition, pair by pair. */
function byPairs(labels: number[], scores: number[]): number {
  let won = 0;
  let pairs = 0;
  labels.forEach((label, i) => {
    labels.forEach((other, j) => {
      if (label !== 1 || other !== 0) return;
      pairs += 1;
      const margin = (scores[i] ?? 0) - (scores[j] ?? 0);
      won += margin > 0 ? 1 : margin === 0 ? 0.5 : 0;
    });
  });
  return won / pairs;
}

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 })), {
  minLength: 2,
  maxLength: 40,
});

describe("auroc", () => {
  it("counts by hand", () => {
    expect(auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
    expect(auroc([0, 1, 1], [0.5, 0.5, 0.9])).toBe(0.75);
    // Negatives weigh 1 and 3; the positive beats the first only.
    expect(auroc([0, 0, 1], [1, 3, 2], [1, 3, 5])).toBe(0.25);
  });

  it("is the share of pairs, for any ties", () => {
    fc.assert(
      fc.property(rows, (cases) => {
        const labels = cases.map(([label]) => label);
        const scores = cases.map(([, score]) => score);
        const area = auroc(labels, scores);
        if (typeof area === "number") expect(area).toBeCloseTo(byPairs(labels, scores), 12);
        else expect(new Set(labels).size).toBe(1);
      }),
      { seed: 1 },
    );
  });

  it("turns over when scores do, and stands monotone maps", () => {
    const labels = [0, 1, 0, 1, 1];
    const scores = [0.2, 0.9, 0.5, 0.5, 0.1];
    const area = auroc(labels, scores);
    const reversed = auroc(
      labels,
      scores.map((score) => -score),
    );
    expect(area).toBe(auroc(labels, scores.map(Math.exp)));
    expect(Number(area) + Number(reversed)).toBeCloseTo(1, 12);
  });

  it("is undefined without one of the classes", () => {
    expect(auroc([1, 1], [0, 1])).toEqual({ value: null, reason: "no negatives" });
    expect(auroc([0, 0], [0, 1])).toEqual({ value: null, reason: "no positives" });
    expect(auroc([], [])).toEqual({ value: null, reason: "no positives" });
  });

  it("refuses NaN scores and labels that are not binary", () => {
    expect(() => auroc([0, 1], [0, NaN])).toThrow(
      "auroc: score of row 1: expected a finite number, got NaN",
    );
    expect(() => auroc([0, 2], [0, 1])).toThrow(
      "auroc: label of row 1: expected an integer in 0..1, got 2",
    );
  });
});
