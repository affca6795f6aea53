import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { firstVisits } from "./first-visits.js";

const file = new URL("../../../fixtures/tables/golden.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as {
  readonly joined: Readonly<Record<string, readonly string[]>>;
  readonly firstVisits: readonly number[];
};
const first = (
  columns: Readonly<Record<string, readonly string[]>>,
  rows: readonly number[],
  by: string | undefined = "when",
) => {
  const table = exampleTable(columns);
  const names = { ids: table.column("id"), subjects: table.column("who") };
  return [...firstVisits(Int32Array.from(rows), names, table, by)].sort((a, b) => a - b);
};
const columns = { id: ["b", "a", "c", "d"], who: ["p", "p", "p", "q"] };

describe("firstVisits", () => {
  it("keeps the rows that pandas keeps", () => {
    const { Path = [], person = [], exposure = [] } = golden.joined;
    const rows = [...Path.keys()];
    expect(first({ id: Path, who: person, exposure }, rows, "exposure")).toEqual(
      golden.firstVisits,
    );
  });

  it("orders numbers, dates, and ties by id; looks only at the rows that are left", () => {
    expect(first({ ...columns, when: ["10", "9", "9.5", "1"] }, [0, 1, 2, 3])).toEqual([1, 3]);
    expect(first({ ...columns, when: ["9", "9.0", "9", "1"] }, [0, 1, 2, 3])).toEqual([1, 3]);
    expect(first({ ...columns, when: ["9", "?", "8", ""] }, [0, 2])).toEqual([2]);
    const when = ["2020-02-01", "2019-12-31T23:59", "2020-01-01", "2021-01-01"];
    expect(first({ ...columns, when }, [0, 1, 2, 3])).toEqual([1, 3]);
  });

  it.each<[string[], string]>([
    [
      ["1", "", "2", "3"],
      "t.csv row 3: column when does not say when the visit was: expected a number, got an empty cell",
    ],
    [
      ["1", "2020-01-01", "2", "3"],
      "t.csv row 3: column when does not say when the visit was: expected a number, got 2020-01-01",
    ],
    [
      ["2020-01-01", "2020-01-32", "2", "3"],
      "t.csv row 3: column when does not say when the visit was: expected a date such as 2020-01-31, got 2020-01-32",
    ],
  ])("refuses %j", (when, message) => {
    expect(() => first({ ...columns, when }, [0, 1, 2, 3])).toThrow(message);
  });

  it("asks for the column", () => {
    const table = exampleTable(columns);
    const names = { ids: table.column("id"), subjects: table.column("who") };
    expect(() => firstVisits(Int32Array.of(0), names, table, undefined)).toThrow(
      "visits.by: is missing where the first visit is kept: expected a column of numbers or dates",
    );
  });
});
