import { describe, expect, it } from "vitest";
import { diagonalDominance, type MatrixCell } from "./diagonal-dominance.js";

const cell = (part: string, target: string, value: number, chance = 0.5): MatrixCell => ({
  part,
  target,
  chance,
  score: { value, low: value - 0.01, high: value + 0.01, effective_n: 100 },
});

describe("diagonalDominance", () => {
  it("is the formula by hand: own 0.4 and 0.2, foreign 0.1 and 0.05", () => {
    const cells = [
      cell("y", "y", 0.9),
      cell("y", "z", 0.6),
      cell("z", "y", 0.45),
      cell("z", "z", 0.7),
    ];
    expect(diagonalDominance(cells)).toBeCloseTo(0.3 / (0.3 + 0.075), 12);
  });

  it("has chance 1 / classes for each target: with 0.5 for a target of four, foreign reading would vanish", () => {
    const cells = [cell("y", "y", 1), cell("y", "site", 0.5, 0.25)];
    expect(diagonalDominance(cells)).toBeCloseTo(0.5 / 0.75, 12);
  });

  it("says why there is none", () => {
    const atChance = [cell("y", "y", 0.505), cell("y", "z", 0.495)];
    expect(diagonalDominance(atChance)).toEqual({
      value: null,
      reason: "no part reads any target better than chance",
    });
    expect(diagonalDominance([cell("y", "y", 0.9)])).toMatchObject({ value: null });
    const lacking = {
      ...cell("y", "z", 0),
      score: { value: null, reason: "a half has no rows of b" },
    };
    expect(diagonalDominance([cell("y", "y", 0.9), lacking])).toEqual({
      value: null,
      reason: "y -> z: a half has no rows of b",
    });
  });
});
