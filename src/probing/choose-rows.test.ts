import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { chooseRows } from "./choose-rows.js";

/** Two label values, two attribute values: counts by cell, label-major. */
const set = (name: string, counts: readonly number[]) => ({
  name,
  cells: Int32Array.from(counts.flatMap((n, cell) => Array.from({ length: n }, () => cell))),
});
const nameOf = (cell: number) => `cell ${cell}`;
const choose = (sets: ReturnType<typeof set>[], most?: number) =>
  chooseRows(sets, 2, 4, nameOf, createRng(0), most);

describe("chooseRows", () => {
  it("takes a set as it is where the attribute is equally frequent within each label value", () => {
    // Labels 12 to 5: balance is about the attribute given the label.
    const chosen = choose([set("iid", [9, 1, 1, 9]), set("even", [6, 6, 3, 2])]);
    expect(chosen).toMatchObject({ set: "even", resampled: false });
    expect("rows" in chosen && chosen.rows.length).toBe(17);
  });

  it("draws equally many of each cell, without replacement, from the set with the most", () => {
    const chosen = choose([set("iid", [90, 10, 7, 90]), set("inverted", [5, 80, 80, 5])]);
    if ("reason" in chosen) throw new Error(chosen.reason);
    expect(chosen).toMatchObject({ set: "iid", resampled: true });
    const { cells } = set("iid", [90, 10, 7, 90]);
    const counts = [0, 0, 0, 0];
    for (const row of chosen.rows) counts[cells[row] ?? 0] = (counts[cells[row] ?? 0] ?? 0) + 1;
    expect(counts).toEqual([7, 7, 7, 7]);
    expect(new Set(chosen.rows).size).toBe(28);
  });

  it("thins out what is too large, and names the cell that no set has", () => {
    const chosen = choose([set("balanced", [50, 50, 50, 50])], 40);
    expect("rows" in chosen && chosen.rows.length).toBe(40);
    expect(choose([set("iid", [90, 10, 0, 90])])).toEqual({
      value: null,
      reason: 'no held-out set has rows in cell "cell 2"',
    });
    expect(choose([])).toEqual({ value: null, reason: "no held-out set" });
  });
});
