import { describe, expect, it } from "vitest";
import { withListColumn } from "./list-column.js";
import { tableOfColumns } from "./string-table.js";

const table = tableOfColumns(
  { source: "t.csv", header: ["id", "findings"], place: (row) => `t.csv row ${row + 2}` },
  [
    ["1", "2", "3", "4"],
    ["Cardiomegaly| Effusion", "No Finding", "Effusion|", ""],
  ],
);
const key = "tables (entry 1).lists";

describe("withListColumn", () => {
  it("makes a column of each word, empty where the list is", () => {
    const wide = withListColumn(table, { column: "findings", separator: "|" }, key);
    expect(wide.header).toEqual(["id", "findings", "Cardiomegaly", "Effusion", "No Finding"]);
    expect(wide.column("Effusion")).toEqual(["1", "0", "1", ""]);
    expect(wide.column("No Finding")).toEqual(["0", "1", "0", ""]);
    expect(wide.column("findings")).toEqual(table.column("findings"));
    expect([wide.rows, wide.place(2)]).toEqual([4, "t.csv row 4"]);
    // Another separator finds no words to part.
    const other = withListColumn(table, { column: "findings", separator: ";" }, key);
    expect(other.header).toContain("Cardiomegaly| Effusion");
  });

  it("refuses a word that names a column, and names the nearest word of one that no cell has", () => {
    const clash = tableOfColumns({ source: "t.csv", header: ["Mass", "findings"], place: String }, [
      ["1"],
      ["Mass|Nodule"],
    ]);
    expect(() => withListColumn(clash, { column: "findings", separator: "|" }, key)).toThrow(
      "tables (entry 1).lists: a word of column findings is the name of a column: got Mass. Rename that column in the table.",
    );
    const wide = withListColumn(table, { column: "findings", separator: "|" }, key);
    expect(() => wide.column("Efusion", "target.column")).toThrow(
      /target\.column: t\.csv has no such column: .*got Efusion\. Did you mean Effusion\?/,
    );
  });
});
