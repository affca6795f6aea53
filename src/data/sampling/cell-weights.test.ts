import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellWeights } from "./cell-weights.js";

const nameOf = (group: number) => `cell ${group}`;

describe("cellWeights", () => {
  it("weighs a hand-made table: 6 and 2 rows to halves", () => {
    const result = cellWeights(
      Int32Array.of(0, 0, 0, 1, 0, 0, 0, 1, -1),
      Float64Array.of(0.5, 0.5),
      nameOf,
    );
    // n = 8; 8 * 0.5 / 6 = 2/3 and 8 * 0.5 / 2 = 2; effective n = 64 / (6 * 4/9 + 2 * 4) = 6.
    if (result.weights === null) throw new Error(result.reason);
    const third = 2 / 3;
    expect([...result.weights]).toEqual([third, third, third, 2, third, third, third, 2, 0]);
    expect(result.n).toBe(8);
    expect(result.effectiveN).toBeCloseTo(6, 12);
  });

  it("makes the weighted cells follow any law, with 1 / effectiveN = sum of p² / count", () => {
    const cells = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(cells, (drawn) => {
        const total = drawn.reduce((sum, [, parts]) => sum + parts, 0);
        fc.pre(total > 0);
        const asked = Float64Array.from(drawn, ([, parts]) => parts / total);
        const groups = Int32Array.from(
          drawn.flatMap(([count], group) => new Array<number>(count).fill(group)),
        );
        const result = cellWeights(groups, asked, nameOf);
        if (result.weights === null) throw new Error(result.reason);
        const sums = new Float64Array(drawn.length);
        for (const [row, group] of groups.entries()) {
          sums[group] = (sums[group] ?? 0) + (result.weights[row] ?? NaN);
        }
        let inverse = 0;
        for (const [group, [count]] of drawn.entries()) {
          const share = asked[group] ?? NaN;
          expect((sums[group] ?? NaN) / result.n).toBeCloseTo(share, 12);
          inverse += share ** 2 / count;
        }
        expect(result.effectiveN).toBeCloseTo(1 / inverse, 8);
      }),
    );
  });

  it("has no weights where a cell that counts is empty, and some where it does not count", () => {
    expect(cellWeights(Int32Array.of(0, 0), Float64Array.of(0.5, 0.5), nameOf)).toEqual({
      weights: null,
      reason: 'no rows in cell "cell 1"',
    });
    expect(cellWeights(Int32Array.of(0, 0, 2), Float64Array.of(1, 0, 0), nameOf)).toEqual({
      weights: Float64Array.of(1, 1, 0),
      n: 2,
      effectiveN: 2,
    });
  });
});
