import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellProbabilities, rotateLaw } from "./cell-probabilities.js";
import { groupOf } from "../dataset.js";

describe("cellProbabilities", () => {
  it("is the published 2x2x2 law at 0.9", () => {
    const law = { size: 2, strength: 0.9, aligned: [0, 1] };
    const cells = cellProbabilities([0.5, 0.5], [law, law]);
    // 0.5 * 0.9 * 0.9, 0.5 * 0.9 * 0.1, ...: aligned, one off, one off, both off; then mirrored.
    const expected = [0.405, 0.045, 0.045, 0.005, 0.005, 0.045, 0.045, 0.405];
    for (const [group, value] of expected.entries()) expect(cells[group]).toBeCloseTo(value, 12);
  });

  it("spreads 1 - strength evenly over the other values, for more values than labels and fewer", () => {
    const wide = cellProbabilities([0.25, 0.75], [{ size: 4, strength: 0.7, aligned: [2, 0] }]);
    const expected = [0.025, 0.025, 0.175, 0.025, 0.525, 0.075, 0.075, 0.075];
    for (const [group, value] of expected.entries()) expect(wide[group]).toBeCloseTo(value, 12);
    const narrow = cellProbabilities(
      [1 / 3, 1 / 3, 1 / 3],
      [{ size: 2, strength: 1, aligned: [0, 1, 1] }],
    );
    expect([...narrow]).toEqual([1 / 3, 0, 0, 1 / 3, 0, 1 / 3]);
  });

  it("sums to 1, keeps P(y), and factorises given the label", () => {
    const law = fc.record({
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
      aligned: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 2 }),
    });
    fc.assert(
      fc.property(law, law, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (one, two, share) => {
        const laws = [
          { ...one, size: 3 },
          { ...two, size: 3 },
        ];
        const cells = cellProbabilities([share, 1 - share], laws);
        const cell = (y: number, a: number, b: number) => cells[groupOf(y, [a, b], [3, 3])] ?? NaN;
        expect(cells.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        for (const y of [0, 1]) {
          const label = y === 0 ? share : 1 - share;
          const values = [0, 1, 2];
          for (const a of values) {
            for (const b of values) {
              const rowSum = values.reduce((sum, other) => sum + cell(y, a, other), 0);
              const columnSum = values.reduce((sum, other) => sum + cell(y, other, b), 0);
              expect(cell(y, a, b) * label).toBeCloseTo(rowSum * columnSum, 12);
            }
          }
        }
      }),
    );
  });

  it("rotates by one: for two values that is 1 - strength", () => {
    const law = { size: 2, strength: 0.9, aligned: [0, 1] };
    const rotated = cellProbabilities([0.5, 0.5], [rotateLaw(law, 1)]);
    const mirrored = cellProbabilities([0.5, 0.5], [{ ...law, strength: 1 - 0.9 }]);
    for (const [group, value] of mirrored.entries()) expect(rotated[group]).toBeCloseTo(value, 12);
    expect(rotateLaw({ size: 3, strength: 0.8, aligned: [0, 1, 2] }, 1).aligned).toEqual([1, 2, 0]);
  });
});
