import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { createCellCounter, type CountedCells } from "./cell-counter.js";

const bits = 17;

/** Sum by sum, as counts are defined. */
function expectCounts({ cell, counts }: CountedCells, weights: Int32Array) {
  const expected = new Array<number>(counts.length).fill(0);
  for (const [row, own] of cell.entries()) {
    expected[own] = at(expected, own) + at(weights, row);
  }
  expect([...counts]).toEqual(expected);
}

describe("createCellCounter", () => {
  it.each([
    ["of few cells, which are passed together", 4000, [3, 4, 1, 5, 2, 7, 40]],
    ["of many cells, each passed alone", 61, [50, 60, 55]],
    ["with a column of many between few", 3001, [4, 2500, 4, 3]],
  ] as const)("is the weight of each cell, lane by lane: columns %s", (_, rows, sizes) => {
    const rng = createRng("cell-counter");
    const columns = sizes.map((size) => ({
      cell: Int32Array.from({ length: rows }, () => rng.integer(size)),
      counts: new Int32Array(size).fill(9),
    }));
    const counter = createCellCounter(columns);
    for (let resample = 0; resample < 3; resample++) {
      const lanes = [0, 1, 2].map(() => Int32Array.from({ length: rows }, () => rng.integer(4)));
      const packed = Float64Array.from({ length: rows }, (_row, row) =>
        lanes.reduce((sum, weights, lane) => sum + at(weights, row) * 2 ** (bits * lane), 0),
      );
      counter.clear();
      const cut = 37;
      counter.add(packed.subarray(0, cut), [0, cut]);
      counter.add(packed.subarray(cut), [cut, rows]);
      counter.finish();
      for (const [index, column] of columns.entries()) {
        for (const weights of lanes) {
          counter.take(index, bits);
          expectCounts(column, weights);
        }
      }
    }
  });

  it("knows its largest cell", () => {
    const cell = Int32Array.of(0, 1, 1, 2, 1);
    expect(createCellCounter([{ cell, counts: new Int32Array(3) }]).largest).toBe(3);
    expect(createCellCounter([]).largest).toBe(1);
  });

  it("counts no rows", () => {
    const column = { cell: new Int32Array(0), counts: Int32Array.of(7) };
    const counter = createCellCounter([column, { ...column, counts: Int32Array.of(8) }]);
    counter.clear();
    counter.finish();
    counter.take(0, bits);
    expect([...column.counts]).toEqual([0]);
  });
});
