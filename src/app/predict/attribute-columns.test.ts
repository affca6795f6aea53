import { describe, expect, it } from "vitest";
import { tableOfColumns } from "../../data/tables/string-table.js";
import { attributeColumns } from "./attribute-columns.js";

const table = tableOfColumns(
  {
    source: "new.csv",
    header: ["image", "sex", "field"],
    place: (row) => `new.csv row ${row + 2}`,
  },
  [
    ["a.png", "b.png", "c.png"],
    ["M", "", "F"],
    ["3.0", "1.5", "3"],
  ],
);
const sex = { name: "sex", valueNames: ["F", "M"] };

describe("attributeColumns", () => {
  it("numbers values as the run does, by the one rule of equality; an empty cell is unknown", () => {
    const field = { name: "field", valueNames: ["1.5", "3"] };
    const columns = attributeColumns([sex, field], table);
    expect([...(columns.get("sex") ?? [])]).toEqual([1, -1, 0]);
    expect([...(columns.get("field") ?? [])]).toEqual([1, 0, 1]);
    expect(attributeColumns([], null).size).toBe(0);
  });

  it("refuses images without a table, a missing column and a value that the run does not know", () => {
    expect(() => attributeColumns([sex], null)).toThrow(
      "input: the model reads attributes of each image: expected a table with columns sex, got images alone",
    );
    expect(() => attributeColumns([{ name: "site", valueNames: ["a"] }], table)).toThrow(
      "attributes of the run: new.csv has no such column: expected image, sex, field, got site",
    );
    expect(() => attributeColumns([{ name: "sex", valueNames: ["f", "m"] }], table)).toThrow(
      "new.csv row 2, sex: a value that the run does not know: expected [f,m], got M. Empty the cell where it is none of them.",
    );
  });
});
