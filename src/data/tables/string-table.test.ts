import { describe, expect, it } from "vitest";
import { createColumnStore, createStringTable } from "./string-table.js";

const table = createStringTable({
  source: "t.csv",
  header: ["id", "Age", "scan"],
  rows: 2,
  cells: (column) => [`${column}a`, `${column}b`],
  place: (row) => `t.csv row ${row + 2}`,
  unusable: new Map([["scan", "the column holds lists"]]),
});

describe("createStringTable", () => {
  it("makes a column once, when it is asked for", () => {
    expect(table.column("Age")).toEqual(["1a", "1b"]);
    expect(table.column("Age")).toBe(table.column("Age"));
    expect(table.place(1)).toBe("t.csv row 3");
    expect(table.levels("Age")).toBeNull();
  });

  it("answers for a column that is not there, or is of no use", () => {
    expect(() => table.column("age", "target.column")).toThrow(
      "target.column: t.csv has no such column: expected id, Age, scan, got age. Did you mean Age?",
    );
    expect(() => table.column("hospital")).toThrow(
      "t.csv: no such column: expected id, Age, scan, got hospital",
    );
    expect(() => table.column("scan", "id")).toThrow("id: the column holds lists: got scan");
  });
});

describe("createColumnStore", () => {
  it("keeps cells in order, however many are distinct", () => {
    const store = createColumnStore();
    const cells = Array.from({ length: 70_000 }, (_, row) => `p${row % 69_000}`);
    for (const cell of cells) store.add(cell);
    expect(store.cells).toEqual(cells);
  });
});
