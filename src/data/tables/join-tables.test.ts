import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { joinTables } from "./join-tables.js";
import { readTable } from "./read-table.js";
import { tableOfColumns } from "./string-table.js";

const fixture = (name: string) => ({
  path: fileURLToPath(new URL(`../../../fixtures/tables/${name}`, import.meta.url)),
  name,
});
const golden = JSON.parse(readFileSync(fixture("golden.json").path, "utf8")) as {
  readonly joined: Readonly<Record<string, readonly string[]>>;
};

/** A table of columns by name. */
const table = (source: string, columns: Readonly<Record<string, readonly string[]>>) =>
  tableOfColumns(
    { source, header: Object.keys(columns), place: (row) => `${source} row ${row + 2}` },
    Object.values(columns),
  );
const scans = table("scans.csv", {
  scan: ["s1", "s2", "s3"],
  person: ["a", "b", "a"],
  visit: ["1", "1", "2"],
});
const on = (main: string, other = main) => [{ main, this: other }];

describe("joinTables", () => {
  it("joins as pandas does", async () => {
    const main = await readTable(fixture("main.csv"));
    const people = await readTable(fixture("people.tsv"), { sidecar: fixture("people.json") });
    const key = on("person", "participant_id");
    const { table: both, notes } = joinTables(main.table, people.table, key, "tables");
    expect(both.header).toEqual(Object.keys(golden.joined));
    expect(Object.fromEntries(both.header.map((name) => [name, both.column(name)]))).toEqual(
      golden.joined,
    );
    expect(notes).toEqual([
      "people.tsv: 2 of 60 rows have no row in it, the first is main.csv row 2 (sub-00)",
    ]);
    expect(both.levels("sex")?.get("M")).toBe("male");
    expect(both.place(1)).toBe("main.csv row 3");
  });

  it("joins by several columns, and one table after the other", () => {
    const visits = table("visits.tsv", {
      person: ["a", "a", "b"],
      visit: ["1", "2", "1"],
      age: ["40", "41", "50"],
      site: ["x", "x", "y"],
    });
    const both = [...on("person"), ...on("visit")];
    const first = joinTables(scans, visits, both, "tables");
    expect(first.table.column("age")).toEqual(["40", "50", "41"]);
    expect(first.notes).toEqual([]);
    const sites = table("sites.csv", { name: ["x", "y"], field: ["3", "1.5"] });
    const second = joinTables(first.table, sites, on("site", "name"), "tables");
    expect(second.table.header).toEqual(["scan", "person", "visit", "age", "site", "field"]);
    expect(second.table.column("field")).toEqual(["3", "1.5", "3"]);
  });

  it("has no use for a column of both tables, and says so when it is asked for", () => {
    const people = table("people.csv", { person: ["a", "b"], visit: ["9", "9"] });
    const { table: both } = joinTables(scans, people, on("person"), "tables");
    expect(both.header).toEqual(["scan", "person", "visit"]);
    const message =
      "target.column: a column of scans.csv and of people.csv: rename it in one of them: got visit";
    expect(() => both.column("visit", "target.column")).toThrow(message);
    const more = table("more.csv", { person: ["a", "b"], z: ["1", "2"] });
    const { table: three } = joinTables(both, more, on("person"), "tables");
    expect(() => three.column("visit", "target.column")).toThrow(message);
  });

  it.each<[string, Readonly<Record<string, readonly string[]>>, string]>([
    [
      "a key twice",
      { person: ["a", "b", "a"] },
      "p.csv row 4: a key of the join twice: got a (column person, first p.csv row 2). A joined table has one row for each key: join by more columns, or merge the rows.",
    ],
    [
      "an empty key",
      { person: ["a", ""] },
      "p.csv row 3: the key of the join is empty (column person)",
    ],
    [
      "a join that finds nothing",
      { person: ["A", "B"] },
      "p.csv: no row of scans.csv finds its row in this table (person of scans.csv [a,b,a], person of p.csv [A,B]). Keys are compared letter by letter: name other columns in `on`, or spell them alike.",
    ],
    [
      "a column that is not there",
      { persn: ["a", "b"] },
      "tables: p.csv has no such column: expected persn, got person. Did you mean persn?",
    ],
  ])("refuses %s", (_, columns, message) => {
    expect(() => joinTables(scans, table("p.csv", columns), on("person"), "tables")).toThrow(
      message,
    );
  });
});
