import { describe, expect, it } from "vitest";
import { labelInformation } from "./label-information.js";

/** Two columns with these counts, [first][second]. */
function columns(counts: readonly (readonly number[])[]): [number[], number[]] {
  const cells = counts.flatMap((row, a) => row.flatMap((n, b) => Array.from({ length: n }, () => [a, b] as const))); // prettier-ignore
  return [cells.map(([a]) => a), cells.map(([, b]) => b)];
}

describe("labelInformation", () => {
  it("is log 2 minus the entropy of 0.9 for a 90/10 association: 0.368 nats, 95/5: 0.495", () => {
    const entropy = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
    expect(labelInformation(...columns([[45, 5], [5, 45]]))).toBeCloseTo(Math.log(2) - entropy, 12); // prettier-ignore
    expect(labelInformation(...columns([[95, 5], [5, 95]]))).toBeCloseTo(0.495, 3); // prettier-ignore
    // Two attributes, each 90/10 with the label, independent given it: 0.82 of the rows agree.
    expect(labelInformation(...columns([[41, 9], [9, 41]]))).toBeCloseTo(0.222, 3); // prettier-ignore
  });

  it("is 0 for independent columns, also by weights; rows with a missing value do not count", () => {
    expect(labelInformation(...columns([[6, 2], [9, 3]]))).toBeCloseTo(0, 12); // prettier-ignore
    const [left, right] = columns([[8, 2], [1, 9]]); // prettier-ignore
    const weights = left.map((a, row) => 1 / ([[8, 2], [1, 9]][a]?.[right[row] ?? 0] ?? 1)); // prettier-ignore
    expect(labelInformation(left, right, weights)).toBeCloseTo(0, 12);
    expect(labelInformation([0, 1, -1], [0, 1, 0])).toBeCloseTo(Math.log(2), 12);
    expect(labelInformation([-1], [0])).toEqual({ value: null, reason: "no rows where both are known" }); // prettier-ignore
    expect(() => labelInformation([0], [])).toThrow("label information: columns differ in length (left 1, right 0)"); // prettier-ignore
  });
});
