import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { buildCohort } from "./build-cohort.js";
import type { CohortSpec } from "./spec.js";

/** Twelve rows of six patients; the last column says what becomes of each. */
const rows = [
  ["a1", "p1", "F", "1", "1.0", "north", "train", "2"],
  ["a2", "p1", "F", "2", "0.0", "north", "train", "1"],
  ["a3", "p2", "F", "3", "1.0", "south", "train", "1"],
  ["a4", "p2", "L", "4", "1.0", "south", "train", "1"], // filter
  ["a5", "p3", "F", "5", "", "north", "train", "1"], // no label
  ["a6", "p3", "F", "6", "-1.0", "north", "train", "2"], // second visit
  ["a7", "p4", "F", "7", "0.0", "south", "valid", "1"],
  ["a8", "p4", "F", "8", "1.0", "south", "valid", "2"], // second visit
  ["a9", "p5", "F", "9", "1.0", "", "test", "1"], // site missing
  ["a10", "p6", "F", "10", "0.0", "north", "test", "1"],
  ["a11", "p7", "F", "11", "1.0", "south", "test", "1"],
  ["a12", "p8", "F", "12", "-1", "north", "train", "1"],
];
const header = ["key", "who", "view", "age", "sick", "site", "part", "visit"];
const columns = Object.fromEntries(
  header.map((name, column) => [name, rows.map((row) => row[column] ?? "")]),
);
const spec: CohortSpec = {
  tables: [{ file: "t.csv" }, { file: "people.tsv", on: "who" }],
  images: { pattern: "{who}/{key}.png", root: "." },
  id: "key",
  subject: "who",
  target: {
    as: "binary",
    column: "sick",
    positive: [1],
    negative: [0],
    uncertain: { values: [-1], policy: "ignore" },
    blank: "missing",
  },
  attributes: [
    { name: "hospital", column: "site", as: "classes", missing: "drop" },
    { name: "age", column: "age", bins: [5], as: "continuous", missing: "mask" },
  ],
  visits: { keep: "first", by: "visit" },
  filters: [{ column: "view", is: ["F"] }],
  split: { kind: "column", column: "part" },
};
const facts = { tag: () => null, sidecar: () => null };
const build = (changes: Partial<CohortSpec> = {}, splitSeed = 0) =>
  buildCohort(
    { ...spec, ...changes },
    { table: exampleTable(columns), facts, splitSeed, notes: ["of the tables"] },
  );

describe("buildCohort", () => {
  it("goes from table to cohort, and counts what each step leaves", () => {
    const cohort = build();
    expect(cohort.ids).toEqual(["a2", "a3", "a7", "a10", "a11", "a12"]);
    expect(cohort.subjects).toEqual(["p1", "p2", "p4", "p6", "p7", "p8"]);
    expect(cohort.images[0]).toBe("p1/a2.png");
    expect(cohort.places[3]).toBe("t.csv row 11");
    expect(cohort.target).toEqual({
      kind: "classes",
      factor: { name: "sick", valueNames: ["negative", "positive"] },
      codes: Int32Array.of(0, 1, 0, 0, 1, -1),
    });
    expect(cohort.attributes).toEqual([
      {
        name: "hospital",
        valueNames: ["north", "south"],
        codes: Int32Array.of(0, 1, 1, 0, 1, 0),
      },
      {
        name: "age",
        valueNames: ["<5", ">=5"],
        codes: Int32Array.of(0, 0, 1, 1, 1, 1),
        numbers: Float64Array.of(2, 3, 7, 10, 11, 12),
      },
    ]);
    expect(cohort.parts).toEqual(["train", "train", "validation", "test", "test", "train"]);
    expect(cohort.flow).toEqual([
      { what: "t.csv with people.tsv", rows: 12, subjects: 8, excluded: [] },
      { what: "view is F", rows: 11, subjects: 8, excluded: ["a4"] },
      { what: "first visit by visit", rows: 8, subjects: 8, excluded: ["a1", "a6", "a8"] },
      { what: "sick is known", rows: 7, subjects: 7, excluded: ["a5"] },
      { what: "hospital is known", rows: 6, subjects: 6, excluded: ["a9"] },
    ]);
    expect(cohort.exclusions.at(-1)).toEqual({
      id: "a9",
      subject: "p5",
      why: "hospital is missing",
    });
    expect(cohort.notes).toEqual([
      "of the tables",
      "sick: 1 of 6 masked",
      "validation has no row with positive",
    ]);
  });

  it("does not say how many are masked where small counts are hidden", () => {
    const table = exampleTable(columns);
    const cohort = buildCohort(spec, { table, facts, splitSeed: 0, notes: [], smallestCell: 5 });
    expect(cohort.notes[0]).toBe("sick: some of 6 masked");
  });

  it("leaves out a value of an attribute, by the attribute's name or by the column's", () => {
    const attributes = spec.attributes.slice(0, 1);
    const target = { as: "number", column: "age", bins: { quantiles: 2 } } as const;
    const partsBy = (column: string) => {
      const split = { kind: "leave-out", column, value: "south", validation: 0.4 } as const;
      // A seed that leaves two of the four northern patients in training.
      return build({ split, target, attributes }, 2).parts;
    };
    expect(partsBy("hospital")).toEqual([
      ...["train", "test", "train", "test", "train", "test", "validation"],
    ]);
    expect(partsBy("site")).toEqual(partsBy("hospital"));
  });

  it.each<[string, Partial<CohortSpec>, string]>([
    [
      "a step that leaves nothing",
      { filters: [...spec.filters, { column: "view", is: ["X"] }] },
      "t.csv: a step leaves no row: got view is X (rows before it 11). Check the values that it names against the table.",
    ],
    [
      "two attributes of one name",
      { attributes: [...spec.attributes, ...spec.attributes] },
      "attributes (entry 3).name: two attributes have one name: got hospital",
    ],
    [
      "the target as attribute",
      { attributes: [{ name: "sick", column: "site", as: "classes", missing: "mask" }] },
      "attributes (entry 1).name: the target is no attribute: got sick",
    ],
    [
      "a part without rows",
      { split: { kind: "column", column: "part", train: ["train", "valid"], validation: ["x"] } },
      "t.csv, split: part validation has no rows (rows 6). Ask for other shares, words or values, or bring more subjects.",
    ],
    [
      "a fold that trains on one class",
      {
        filters: [{ column: "key", is: ["a2", "a7", "a10", "a11", "a4", "a12"] }],
        attributes: [],
        visits: { keep: "all" },
        split: { kind: "column", column: "part", train: ["valid"], validation: ["train"] },
      },
      "t.csv, split: training has no row with a value of the target: got [positive] (rows 1). It could not be learnt: choose another fold, value or share, or merge classes.",
    ],
  ])("refuses %s", (_, changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });

  it("makes every row test where nothing is learnt, with classes and values that have few rows or none", () => {
    const cohort = build({
      filters: [{ column: "key", is: ["a3", "a11"] }],
      visits: { keep: "all" },
      attributes: [
        { name: "hospital", column: "site", as: "classes", missing: "category" },
        { name: "age", column: "age", bins: [20], as: "classes", missing: "mask" },
      ],
      split: { kind: "none" },
    });
    expect(cohort.onlyTest).toBe(true);
    expect(cohort.parts).toEqual(["test", "test"]);
    expect(cohort.target).toEqual({
      kind: "classes",
      factor: { name: "sick", valueNames: ["negative", "positive"] },
      codes: Int32Array.of(1, 1),
    });
    expect(cohort.attributes.map(({ valueNames }) => valueNames)).toEqual([
      ["south"],
      ["<20", ">=20"],
    ]);
    expect(cohort.notes).toContain("test has no row with negative");
    const classes = build({
      filters: [{ column: "key", is: ["a3"] }],
      target: { as: "classes", column: "sick" },
      attributes: [],
      split: { kind: "none" },
    });
    expect(classes.target).toMatchObject({ factor: { valueNames: ["1"] } });
  });
});
