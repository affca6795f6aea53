import { describe, expect, it } from "vitest";
import { cramersV, cramersVOfCounts } from "./cramers-v.js";

/** One row for each count of a table, value i of the left and j of the right. */
function rowsOf(table: readonly (readonly number[])[]): [string[], string[]] {
  const left: string[] = [];
  const right: string[] = [];
  for (const [i, line] of table.entries()) {
    for (const [j, count] of line.entries()) {
      left.push(...new Array<string>(count).fill(`l${i}`));
      right.push(...new Array<string>(count).fill(`r${j}`));
    }
  }
  return [left, right];
}

describe("cramersV", () => {
  it("equals scipy.stats.contingency.association", () => {
    // python3 -c "from scipy.stats.contingency import association as a; print(a([[30,10],[12,48]]), a([[8,3,1],[2,9,4],[0,5,11]]))"
    expect(
      cramersV(
        ...rowsOf([
          [30, 10],
          [12, 48],
        ]),
      ),
    ).toBeCloseTo(0.5459208336840116, 12);
    expect(
      cramersV(
        ...rowsOf([
          [8, 3, 1],
          [2, 9, 4],
          [0, 5, 11],
        ]),
      ),
    ).toBeCloseTo(0.5283028111737791, 12);
  });

  it("is 1 where one tells the other, 0 where they are independent or one has a single value", () => {
    expect(
      cramersV(
        ...rowsOf([
          [7, 0],
          [0, 3],
        ]),
      ),
    ).toBe(1);
    expect(
      cramersV(
        ...rowsOf([
          [6, 3],
          [4, 2],
        ]),
      ),
    ).toBe(0);
    expect(cramersV(["a", "a"], ["x", "y"])).toBe(0);
    expect(cramersV([], [])).toBe(0);
  });

  it("leaves rows out that lack either value, shorter columns too", () => {
    const [left, right] = rowsOf([
      [30, 10],
      [12, 48],
    ]);
    const more = cramersV([...left, "", "l0", "l1"], [...right, "r1", ""]);
    expect(more).toBe(cramersV(left, right));
  });
});

describe("cramersVOfCounts", () => {
  it("counts rows, in any number of pieces", () => {
    const [left, right] = rowsOf([
      [30, 10],
      [12, 48],
    ]);
    const counts = [
      ["a", "x", 29],
      ["a", "y", 10],
      ["b", "x", 12],
      ["b", "y", 48],
      ["a", "x", 1],
      ["", "x", 7],
    ] as const;
    expect(cramersVOfCounts(counts)).toBeCloseTo(cramersV(left, right), 14);
  });
});
