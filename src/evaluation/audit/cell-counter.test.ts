import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { createCellCounter, type CountedCells } from "./cell-counter.js";

/** Sum by sum, as counts are defined. */
function expectCounts(columns: readonly CountedCells[], weights: Int32Array) {
  for (const [index, { cell, counts }] of columns.entries()) {
    const expected = new Array<number>(counts.length).fill(0);
    for (const [row, own] of cell.entries()) {
      expected[own] = at(expected, own) + at(weights, row);
    }
    expect([...counts], `column ${index}`).toEqual(expected);
  }
}

describe("createCellCounter", () => {
  it.each([
    ["of few cells, which are passed together", 4000, [3, 4, 1, 5, 2, 7, 40]],
    ["of many cells, each passed alone", 60, [50, 60, 55]],
    ["with a column of many between few", 3000, [4, 2500, 4, 3]],
  ] as const)("is the weight of each cell: columns %s", (_, rows, sizes) => {
    const rng = createRng("cell-counter");
    const columns = sizes.map((size) => ({
      cell: Int32Array.from({ length: rows }, () => rng.integer(size)),
      counts: new Int32Array(size).fill(9),
    }));
    const count = createCellCounter(columns);
    for (let resample = 0; resample < 3; resample++) {
      const weights = Int32Array.from({ length: rows }, () => rng.integer(4));
      count(weights);
      expectCounts(columns, weights);
    }
  });

  it("counts no columns, and no rows", () => {
    createCellCounter([])(new Int32Array(3));
    const column = { cell: new Int32Array(0), counts: Int32Array.of(7) };
    createCellCounter([column, { ...column, counts: Int32Array.of(8) }])(new Int32Array(0));
    expect([...column.counts]).toEqual([0]);
  });
});
