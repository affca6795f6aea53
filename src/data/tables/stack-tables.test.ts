import { describe, expect, it } from "vitest";
import { stackTables } from "./stack-tables.js";
import { tableOfColumns } from "./string-table.js";

const table = (source: string, columns: Readonly<Record<string, readonly string[]>>) =>
  tableOfColumns(
    { source, header: Object.keys(columns), place: (row) => `${source} row ${row + 2}` },
    Object.values(columns),
  );
const train = table("train.csv", { id: ["a", "b"], sex: ["m", "f"] });
const valid = table("valid.csv", { sex: ["m"], id: ["c"] });

describe("stackTables", () => {
  it("puts rows below each other by the names of columns, and knows where each is from", () => {
    const whole = stackTables([train, valid], "part");
    expect([whole.source, whole.rows, whole.header]).toEqual([
      "train.csv + valid.csv",
      3,
      ["id", "sex", "part"],
    ]);
    expect(whole.column("id")).toEqual(["a", "b", "c"]);
    expect(whole.column("sex")).toEqual(["m", "f", "m"]);
    expect(whole.column("part")).toEqual(["train.csv", "train.csv", "valid.csv"]);
    expect([whole.place(1), whole.place(2)]).toEqual(["train.csv row 3", "valid.csv row 2"]);
  });

  it("leaves one table as it is, unless its name is asked for", () => {
    expect(stackTables([train], undefined)).toBe(train);
    expect(stackTables([train], "part").column("part")).toEqual(["train.csv", "train.csv"]);
  });

  it("refuses other columns, and a name that is taken", () => {
    expect(() => stackTables([train, table("x.csv", { id: ["d"], age: ["1"] })], "part")).toThrow(
      "x.csv: has other columns than train.csv (missing [sex], added [age]). Files of one table have the same columns; give others an entry of their own, with `on`.",
    );
    expect(() => stackTables([train, valid], "sex")).toThrow(
      "tables.source: train.csv has a column of this name: got sex",
    );
  });
});
