import { describe, expect, it } from "vitest";
import {
  toyAttribute,
  toyCells,
  toyFactor,
  toyPool,
} from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { drawSet } from "./draw-set.js";
import { completeRows } from "./part-rows.js";
import type { SetRequest } from "./plan-cells.js";
import { runFactors } from "./run-factors.js";

const source = {
  name: "toy",
  label: toyFactor("digit", 2),
  attributes: [toyAttribute("site", "read", 2), toyAttribute("marker", "planted", 2)],
  pools: {
    train: toyPool(
      "p",
      ["site"],
      toyCells(2, [2], () => 50),
    ),
    test: null,
  },
};
const factors = runFactors(source, ["marker", "site"]);
const law = { size: 2, strength: 0.8, aligned: [0, 1] };

function request(changes: Partial<SetRequest> = {}): SetRequest {
  // Every second row: the part is not the pool.
  const rows = Int32Array.from({ length: 100 }, (_, index) => index * 2);
  return {
    name: "train",
    source: "toy",
    factors,
    part: completeRows(source, { pool: "train", rows }, factors),
    label: "uniform",
    laws: [law, law],
    size: "max",
    minCell: 1,
    ...changes,
  };
}

describe("drawSet", () => {
  it("draws rows of the part only, each once, with their own label and read value", () => {
    const { set, table } = drawSet(request({ size: 50 }), createRng(0));
    expect(set.rows.length).toBe(50);
    expect(set.rows.every((row) => row % 2 === 0)).toBe(true);
    expect(new Set(set.rows).size).toBe(50);
    expect(set.label).toEqual(set.rows.map((row) => source.pools.train.label[row] ?? NaN));
    const site = source.pools.train.attributes["site"];
    expect(set.attributes[1]).toEqual(set.rows.map((row) => site?.[row] ?? NaN));
    // 50 * 0.5 * 0.8 * 0.8 = 16, then 4, 4, 1; the run's order is marker, site.
    expect(table.cells.map((cell) => cell.count)).toEqual([16, 4, 4, 1, 1, 4, 4, 16]);
    expect(Object.keys(table.cells[0]?.attributes ?? {})).toEqual(["marker", "site"]);
  });

  it("takes whole cells at the largest size, and draws each row of a cell about equally often", () => {
    const { set } = drawSet(request({ laws: [law, { ...law, strength: 0.5 }] }), createRng(0));
    expect(set.rows.length).toBe(100);
    const drawn = new Array<number>(50).fill(0);
    for (let seed = 0; seed < 400; seed++) {
      for (const row of drawSet(request({ size: 50 }), createRng(seed)).set.rows) {
        if (row < 50) drawn[row] = (drawn[row] ?? 0) + 1;
      }
    }
    // 20 of the 25 rows of the cell (label 0, site 0): 320 of 400, sd 8.
    for (const [row, count] of drawn.entries()) {
      expect(Math.abs(count - (row % 2 === 0 ? 320 : 0))).toBeLessThan(5 * 8);
    }
  });
});
