import { describe, expect, it } from "vitest";
import { toyFactor } from "../../../fixtures/sampling/toy-source.js";
import { cellName, formatRealisedTable, realisedTable } from "./realised-table.js";

const parts = {
  set: "train",
  pool: "train",
  n: 10,
  leftOut: 3,
  label: toyFactor("digit", 2),
  attributes: [{ name: "thickness", valueNames: ["thin", "very thick"] }],
  counts: Int32Array.of(4, 1, 2, 3),
  asked: Float64Array.of(0.405, 0.095, 0.2, 0.3),
  available: Int32Array.of(400, 10, 20, 3000),
} as const;

describe("realisedTable", () => {
  it("is JSON that comes back as it was", () => {
    const table = realisedTable(parts);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    expect(table.cells[1]).toEqual({
      label: "digit0",
      attributes: { thickness: "very thick" },
      count: 1,
      share: 0.1,
      asked: 0.095,
      available: 10,
    });
    expect(table.cells.map(cellName)[2]).toBe("digit1, thin");
  });

  it("prints aligned", () => {
    expect(formatRealisedTable(realisedTable(parts))).toBe(
      [
        "train (pool train): 10 rows, 3 left out for a missing value",
        "digit   thickness   count   share   asked  available",
        "digit0  thin            4  0.4000  0.4050        400",
        "digit0  very thick      1  0.1000  0.0950         10",
        "digit1  thin            2  0.2000  0.2000         20",
        "digit1  very thick      3  0.3000  0.3000       3000",
      ].join("\n"),
    );
  });

  it("prints no share asked where none was, one row, and an empty set without dividing by 0", () => {
    const native = realisedTable({
      ...parts,
      n: 1,
      leftOut: 0,
      asked: null,
      attributes: [],
      counts: Int32Array.of(1, 0),
    });
    expect(formatRealisedTable(native)).toBe(
      [
        "train (pool train): 1 row",
        "digit   count   share  asked  available",
        "digit0      1  1.0000      -        400",
        "digit1      0  0.0000      -         10",
      ].join("\n"),
    );
    const empty = realisedTable({ ...parts, n: 0, counts: new Int32Array(4) });
    expect(empty.cells.map((cell) => cell.share)).toEqual([0, 0, 0, 0]);
  });
});
