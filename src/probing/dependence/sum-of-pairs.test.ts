import { expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { centredPairs } from "./centred-pairs.js";
import { sumOfPairs, type LevelTable } from "./sum-of-pairs.js";

const rows = 23;
const rng = createRng("pairs");
const raw = Float64Array.from({ length: (rows * (rows - 1)) / 2 }, () => rng.uniform());
const pairs = centredPairs(raw, rows);

/** Σ over the whole square, each pair twice, by the definition. */
function bySquare(of: Float64Array, codes: Uint8Array, { count, values }: LevelTable): number {
  const square = new Float64Array(rows * rows);
  let pair = 0;
  for (let left = 0; left < rows; left++) {
    for (let right = left + 1; right < rows; right++) {
      square[left * rows + right] = at(of, pair);
      square[right * rows + left] = at(of, pair);
      pair += 1;
    }
  }
  return square.reduce((sum, value, place) => {
    const [left, right] = [Math.floor(place / rows), place % rows];
    return sum + (value * at(values, at(codes, left) * count + at(codes, right))) / 2;
  }, 0);
}

const codesOf = (levels: number, shift = 0) =>
  Uint8Array.from({ length: rows }, (_, row) => ((row * row + shift) % 7) % levels);
const equalOrNot = (count: number, equal: number, other: number): LevelTable => ({
  count,
  values: Float64Array.from({ length: count * count }, (_, pair) =>
    Math.floor(pair / count) === pair % count ? equal : other,
  ),
});
const graded: LevelTable = {
  count: 4,
  values: Float64Array.from({ length: 16 }, (_, pair) => Math.abs((pair % 4) - (pair >> 2))),
};

it.each([
  ["two levels", codesOf(2), equalOrNot(2, 0, 1)],
  ["two levels, the second in fewer rows", codesOf(2, 3), equalOrNot(2, 1, 0)],
  ["two levels in use of three", codesOf(2), equalOrNot(3, 1, 0)],
  ["three levels", codesOf(3), equalOrNot(3, 1, 0.25)],
  ["one level", new Uint8Array(rows), equalOrNot(2, 1, 0)],
  [
    "one row of its own",
    Uint8Array.from({ length: rows }, (_, row) => Number(row === 4)),
    equalOrNot(2, 0, 1),
  ],
  ["a table of distances", codesOf(4), graded],
])("is the sum over the whole table: %s", (_, codes, table) => {
  expect(sumOfPairs(pairs, codes, table)).toBeCloseTo(bySquare(pairs, codes, table), 12);
});

it("rests on rows that sum to 0: without them the smaller level is not enough", () => {
  const codes = codesOf(2);
  const table = equalOrNot(2, 1, 0);
  expect(Math.abs(sumOfPairs(raw, codes, table) - bySquare(raw, codes, table))).toBeGreaterThan(1);
});
