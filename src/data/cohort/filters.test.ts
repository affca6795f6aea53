import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { createRowFilter } from "./filters.js";
import type { FilterSpec } from "./spec.js";

const file = new URL("../../../fixtures/tables/golden.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as {
  readonly joined: Readonly<Record<string, readonly string[]>>;
  readonly filters: Readonly<Record<string, readonly number[]>>;
};
const kept = (spec: FilterSpec, columns: Readonly<Record<string, readonly string[]>>) => {
  const table = exampleTable(columns);
  const filter = createRowFilter(spec, table, "filters (entry 1)");
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    filter.keep(row),
  );
  return [filter.what, rows];
};

describe("createRowFilter", () => {
  it.each<[string, FilterSpec, string]>([
    ["is", { column: "view", is: ["Frontal"] }, "view is Frontal"],
    ["not", { column: "view", not: ["Lateral"] }, "view is not Lateral"],
    ["min", { column: "exposure", min: 9.5 }, "exposure at least 9.5"],
    ["max", { column: "exposure", max: 9.5 }, "exposure at most 9.5"],
    ["between", { column: "age", between: [40, 60] }, "age between 40 and 60"],
    ["outside", { column: "age", outside: [40, 60] }, "age outside 40..60"],
    ["present", { column: "finding", present: true }, "finding is present"],
    ["absent", { column: "finding", present: false }, "finding is not present"],
    ["spelled", { column: "finding", is: [1, "0.00"] }, "finding is 1, 0.00"],
  ])("keeps the rows that pandas keeps: %s", (name, spec, what) => {
    expect(kept(spec, golden.joined)).toEqual([what, golden.filters[name]]);
  });

  it("knows the empty cell among values", () => {
    const columns = { a: ["", "x", "y"] };
    expect(kept({ column: "a", is: ["", "x"] }, columns)).toEqual(['a is "", x', [0, 1]]);
    expect(kept({ column: "a", not: ["x"] }, columns)).toEqual(["a is not x", [0, 2]]);
    expect(kept({ column: "a", not: [""] }, columns)).toEqual(['a is not ""', [1, 2]]);
  });

  it.each<[FilterSpec, string]>([
    [
      { column: "a" },
      "filters (entry 1): number of conditions: expected one of is, not, min, max, between, outside, present, got none",
    ],
    [
      { column: "a", min: 1, max: 2 },
      "filters (entry 1): number of conditions: expected one of is, not, min, max, between, outside, present, got min, max",
    ],
    [{ column: "a", between: [2, 1] }, "filters (entry 1): the ends do not rise: got [2,1]"],
    [
      { column: "b", min: 1 },
      "filters (entry 1).column: t.csv has no such column: expected a, got b. Did you mean a?",
    ],
    [
      { column: "a", min: 1 },
      "t.csv row 3: column a is not a number: got old (filter filters (entry 1)). Leave the cell empty where the value is missing.",
    ],
  ])("refuses %j", (spec, message) => {
    expect(() => kept(spec, { a: ["1", "old"] })).toThrow(message);
  });
});
