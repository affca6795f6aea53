import { describe, expect, it } from "vitest";
import { chooseErringRows } from "./choose-erring-rows.js";

const errors = [3, -1, 0, 5, -4, 5, 2, 0.5, -7];
const rows = errors.map((error, row) => ({ row, error, predicted: 50 + error }));
const subjects = errors.map((_, row) => `s${row}`);
const bins = errors.map(() => 0);
const choose = (own = rows, changes: { subjects?: string[]; bins?: number[]; smallest?: number } = {}) => {
  const { over, under, median } = chooseErringRows(own, changes.bins ?? bins, changes.subjects ?? subjects, { most: 2, smallest: changes.smallest ?? 1 });
  return [over, under, median].map((kind) => kind.map(({ row }) => row));
}; // prettier-ignore

describe("chooseErringRows", () => {
  it("takes those that are too high and too low by most, and the one of median error", () => {
    // In order: −7, −4, −1, 0, 0.5, 2, 3, 5, 5.
    expect(choose()).toEqual([[3, 5], [8, 4], [7]]);
    expect(choose(rows.toReversed())).toEqual(choose());
    expect(choose(rows.slice(0, 4))).toEqual([[3, 0], [1], [2]]);
    expect(choose([])).toEqual([[], [], []]);
  });

  it("has of a subject its farthest, and none of bins that are too small", () => {
    const shared = subjects.map((name, row) => (row === 5 ? "s3" : name));
    expect(choose(rows, { subjects: shared })[0]).toEqual([3, 0]);
    const rare = bins.map((_, row) => (row === 3 || row === 8 ? 1 : 0));
    expect(choose(rows, { bins: rare, smallest: 3 })).toEqual([[5, 0], [4, 1], [7]]);
    // Seven rows of two people are two.
    const few = subjects.map((_, row) => `s${row % 2}`);
    expect(choose(rows, { subjects: few, smallest: 3 })).toEqual([[], [], []]);
  });
});
