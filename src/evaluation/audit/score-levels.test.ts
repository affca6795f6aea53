import { describe, expect, it } from "vitest";
import { scoreLevels } from "./score-levels.js";

describe("scoreLevels", () => {
  it("gives each distinct score a level, the highest first", () => {
    const { level, order, count, isExact } = scoreLevels([0.2, 0.9, 0.2, 0.5], 10);
    expect([...level]).toEqual([2, 0, 2, 1]);
    expect([...order]).toEqual([1, 3, 0, 2]);
    expect([count, isExact]).toEqual([3, true]);
  });

  it("never parts equal scores, nor mixes kinds", () => {
    const scores = [0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4];
    const kind = scores.map((score) => (score >= 0.65 ? 1 : 0));
    const { level, count, isExact } = scoreLevels(scores, 2, kind);
    // Four rows a level at least, the tie included; a new one where the kind changes.
    expect([...level]).toEqual([0, 0, 0, 0, 1, 2, 2, 2]);
    expect([count, isExact]).toEqual([3, false]);
  });

  it("has no level without rows", () => {
    expect(scoreLevels([], 5).count).toBe(0);
  });
});
