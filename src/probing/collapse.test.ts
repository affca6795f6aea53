import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collapseOf } from "./collapse.js";

const { rank } = JSON.parse(readFileSync("fixtures/probing/probes.json", "utf8")) as {
  readonly rank: {
    readonly width: number;
    readonly features: number[];
    readonly variance: number[];
    readonly rank: number;
  };
};

describe("collapseOf", () => {
  it("has the effective rank of NumPy's singular values", () => {
    const { width, features } = rank;
    const found = collapseOf({ rows: features.length / width, width, values: features });
    expect(found.effective_rank).toBeCloseTo(rank.rank, 9);
    for (const [k, value] of rank.variance.entries())
      expect(found.variance[k]).toBeCloseTo(value, 9);
    expect(found.constant).toBe(false);
  });

  it("is 2 where two directions vary alike, and less by hand where one varies twice as much", () => {
    const plane = (a: number, b: number) => ({
      rows: 4,
      width: 2,
      values: [a, 0, -a, 0, 0, b, 0, -b],
    });
    expect(collapseOf(plane(1, 1)).effective_rank).toBeCloseTo(2, 12);
    // Shares 2/3 and 1/3: exp(−⅔ log ⅔ − ⅓ log ⅓) = 3 / 2^(2/3).
    expect(collapseOf(plane(2, 1)).effective_rank).toBeCloseTo(3 / 2 ** (2 / 3), 12);
    // The wrong variant, eigenvalues instead of singular values: shares 4/5 and 1/5.
    expect(5 / 4 ** 0.8).not.toBeCloseTo(3 / 2 ** (2 / 3), 1);
  });

  it("is 1 for a line, and flags a constant part, at any offset and scale", () => {
    const line = { rows: 3, width: 2, values: [1e-8, 2e-8, 2e-8, 4e-8, 3e-8, 6e-8] };
    expect(collapseOf(line).effective_rank).toBeCloseTo(1, 6);
    expect(collapseOf({ rows: 3, width: 2, values: [5, 0, 5, 0, 5, 0] })).toEqual({
      variance: [0, 0],
      effective_rank: { value: null, reason: "the part is constant" },
      constant: true,
    });
  });
});
