import { describe, expect, it } from "vitest";
import { binEdges, binNames, createColumnBinner, type Bins } from "./binned-column.js";

function binned(cells: readonly string[], bins: Bins) {
  const binner = createColumnBinner("age", bins, "t.csv, column age");
  for (const [index, cell] of cells.entries()) binner.add(cell, index + 2);
  return binner.finish();
}

describe("createColumnBinner", () => {
  it("keeps numbers and sorts them into half-open bins; an empty cell is missing", () => {
    const cells = ["39.9", "40", "", "60", "59.5", "-3", "7e1"];
    const { name, valueNames, codes, numbers } = binned(cells, [40, 60]);
    expect(name).toBe("age");
    expect(valueNames).toEqual(["<40", "40..60", ">=60"]);
    expect([...codes]).toEqual([0, 1, -1, 2, 1, 0, 2]);
    expect([...numbers]).toEqual([39.9, 40, NaN, 60, 59.5, -3, 70]);
  });

  it("makes bins of equally many rows", () => {
    const cells = ["5", "1", "4", "2", "6", "3", ""];
    const { valueNames, codes } = binned(cells, { quantiles: 3 });
    expect(valueNames).toEqual(["<3", "3..5", ">=5"]);
    expect([...codes]).toEqual([2, 0, 1, 0, 2, 1, -1]);
  });

  it.each<[string, string[], Bins, string]>([
    [
      "text",
      ["40", "old"],
      [40],
      "t.csv, column age, row 3: not a finite number: got old. Leave the cell empty where the value is missing.",
    ],
    [
      "NaN by name",
      ["NaN"],
      [40],
      "t.csv, column age, row 2: not a finite number: got NaN. Leave the cell empty where the value is missing.",
    ],
    [
      "only spaces",
      [" "],
      [40],
      "t.csv, column age, row 2: not a finite number: got  . Leave the cell empty where the value is missing.",
    ],
    [
      "no number",
      ["", ""],
      [40],
      "t.csv, column age: every cell is empty: expected numbers. Nothing can be learnt from it or balanced over it; name another column.",
    ],
    [
      "a constant",
      ["7", "7.0", ""],
      [40],
      "t.csv, column age: one value only: got 7. Nothing can be learnt from it or balanced over it; name another column.",
    ],
    [
      "falling edges",
      ["1", "2", "3"],
      [3, 2],
      "t.csv, column age, bins: do not rise: got [3,2]. Give the inner edges from the smallest to the largest, each once.",
    ],
    [
      "a bin without rows",
      ["1", "2", "3", "4"],
      [9],
      "t.csv, column age: a bin has too few rows: expected at least 2, got 0 (bin >=9). It cannot be both learnt and tested: move or leave out an edge.",
    ],
    [
      "quantiles that coincide",
      ["1", "1", "1", "1", "1", "2"],
      { quantiles: 3 },
      "t.csv, column age: quantiles coincide: many rows have the same number: got [1,1]. Ask for fewer quantiles, or give the edges of the bins.",
    ],
  ])("refuses %s", (_, cells, bins, message) => {
    expect(() => binned(cells, bins)).toThrow(message);
  });

  it("takes few rows where nothing is learnt from them, and no quantiles of none", () => {
    const few = (bins: Bins, cells: readonly string[]) => {
      const binner = createColumnBinner("age", bins, "t.csv, column age", true);
      for (const [row, cell] of cells.entries()) binner.add(cell, row);
      return binner.finish();
    };
    const { valueNames, codes } = few([40, 60], ["70", "70", ""]);
    expect(valueNames).toEqual(["<40", "40..60", ">=60"]);
    expect([...codes]).toEqual([2, 2, -1]);
    expect(few({ quantiles: 2 }, ["70", "50", ""]).valueNames).toEqual(["<70", ">=70"]);
    expect(() => few({ quantiles: 2 }, ["", ""])).toThrow("t.csv, column age: every cell is empty");
    expect(() => few({ quantiles: 2 }, ["70", "70"])).toThrow("t.csv, column age: one value only");
  });
});

describe("binEdges", () => {
  it("reads the edges off the names, to the same float64", () => {
    for (const edges of [[40], [-5, 0, 3.5], [1e-7, 0.1, 0.30000000000000004, 1e21]]) {
      expect(binEdges(binNames(edges))).toEqual(edges);
    }
  });

  it("knows names that are of no bins", () => {
    expect(binEdges(["north", "south"])).toBeUndefined();
    expect(binEdges(["<40", "40..60", ">=61"])).toBeUndefined();
    expect(binEdges(["<40"])).toBeUndefined();
    expect(binEdges([])).toBeUndefined();
  });
});
