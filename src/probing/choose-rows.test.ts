import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { balanceWithinLabels, chooseRows } from "./choose-rows.js";

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

describe("balanceWithinLabels", () => {
  /** Counts of label × value, label-major; then a row without a label and one without a value. */
  const columns = (counts: readonly number[]) => {
    const { cells } = set("all", counts);
    return {
      labels: Int32Array.from([...cells.map((cell) => cell >> 1), -1, 0]),
      values: Int32Array.from([...cells.map((cell) => cell & 1), 1, -1]),
    };
  };
  const drawn = (counts: readonly number[], most?: number) => {
    const { labels, values } = columns(counts);
    const rows = balanceWithinLabels(labels, values, [counts.length / 2, 2], createRng(0), most);
    const found = counts.map(() => 0);
    for (const row of rows) {
      const cell = 2 * (labels[row] ?? 0) + (values[row] ?? 0);
      found[cell] = (found[cell] ?? 0) + 1;
    }
    expect(new Set(rows).size).toBe(rows.length);
    return found;
  };

  it("draws of each label as many of every value as its rarest has; of a label that lacks one none", () => {
    expect(drawn([90, 10, 7, 90, 0, 40])).toEqual([10, 10, 7, 7, 0, 0]);
    expect(drawn([90, 0, 0, 90])).toEqual([0, 0, 0, 0]);
  });

  it("thins in proportion", () => {
    expect(drawn([100, 100, 50, 50], 60)).toEqual([20, 20, 10, 10]);
  });
});
