import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { createStringTable, type StringTable } from "../tables/string-table.js";
import { readAttribute } from "./attributes.js";
import type { AttributeSpec } from "./spec.js";

const file = new URL("../../../fixtures/tables/golden.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as {
  readonly joined: Readonly<Record<string, readonly string[]>>;
  readonly bins: { readonly edges: readonly number[]; readonly codes: readonly number[] };
};
const facts = { tag: () => null, sidecar: () => null };
const imagesOf = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `site-${"AB"[row % 2] ?? ""}/${row}.png`);
const readFrom = (table: StringTable, changes: Partial<AttributeSpec>) => {
  const spec: AttributeSpec = { name: "x", as: "classes", missing: "mask", ...changes };
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const sources = { table, images: imagesOf(table.rows), facts };
  const attribute = readAttribute(spec, rows, sources, "attributes (entry 1)");
  const dropped = [...rows].map((row) => attribute.dropped(row));
  return { dropped, attribute: attribute.of(rows.filter((row) => dropped[row] === null)) };
};
const read = (cells: readonly string[], changes: Partial<AttributeSpec> = {}) =>
  readFrom(exampleTable({ a: cells }), { column: "a", ...changes });

describe("readAttribute", () => {
  it("codes categories, spellings of a number together; an empty cell is masked", () => {
    const { attribute, dropped } = read(["b", "1.0", "", "1", "b"]);
    expect(attribute).toEqual({
      name: "x",
      valueNames: ["1", "b"],
      codes: Int32Array.of(1, 0, -1, 0, 1),
    });
    expect(dropped).toEqual([null, null, null, null, null]);
  });

  it("takes a part of a column by a pattern; where it does not match the value is missing", () => {
    const cells = ["HAM_01", "BCN_02", "", "HAM_03", "x", "BCN_04"];
    expect([...read(cells, { pattern: "^([A-Z]+)_" }).attribute.codes]).toEqual([
      1, 0, -1, 1, -1, 0,
    ]);
    expect(() => readFrom(exampleTable({ a: cells }), { path: "(a)", pattern: "(b)" })).toThrow(
      "attributes (entry 1).pattern: looks at a column, and there is none (attribute x). Say which by `column`; on the image path it is `path`.",
    );
    expect(() => read(cells, { pattern: "^[A-Z]+_" })).toThrow(
      /^attributes \(entry 1\)\.pattern: number of groups of the regular expression: expected 1, got 0/,
    );
  });

  it("renames, merges, empties and fills values", () => {
    const values = { M: "male", "1.0": "male", F: "female", "?": "", "": "unknown" };
    const { attribute } = read(["M", "F", "1", "?", "", "F", ""], { values });
    expect(attribute.valueNames).toEqual(["female", "male", "unknown"]);
    expect([...attribute.codes]).toEqual([1, 0, 1, -1, 2, 0, 2]);
  });

  it("drops missing values and those that are not listed, or makes them values", () => {
    const cells = ["M", "F", "", "X", "M", "F", "", "Y"];
    const values = { M: "male", F: "female" };
    expect(read(cells, { values, others: "drop", missing: "drop" })).toEqual({
      dropped: [
        null,
        null,
        "x is missing",
        "x is another value",
        null,
        null,
        "x is missing",
        "x is another value",
      ],
      attribute: {
        name: "x",
        valueNames: ["female", "male"],
        codes: Int32Array.of(1, 0, 1, 0),
      },
    });
    const { attribute } = read(cells, { values, others: "category", missing: "category" });
    expect(attribute).toEqual({
      name: "x",
      valueNames: ["female", "male", "other", "missing"],
      codes: Int32Array.of(1, 0, 3, 2, 1, 0, 3, 2),
    });
    expect(read(["a", "b", "a", "b"], { missing: "category" }).attribute.valueNames).toEqual([
      "a",
      "b",
    ]);
  });

  it("bins numbers as pandas does", () => {
    const { age = [] } = golden.joined;
    const { attribute } = read(age, { bins: golden.bins.edges });
    expect([...attribute.codes]).toEqual(golden.bins.codes);
    expect(attribute.numbers).toBeUndefined();
  });

  it("keeps the numbers of a continuous attribute, and empties words by values", () => {
    const { attribute } = read(["20", "NA", "", "60.5", "1e1", "70"], {
      bins: [40],
      as: "continuous",
      values: { NA: "" },
    });
    expect(attribute).toEqual({
      name: "x",
      valueNames: ["<40", ">=40"],
      codes: Int32Array.of(0, -1, -1, 1, 0, 1),
      numbers: Float64Array.of(20, NaN, NaN, 60.5, 10, 70),
    });
    const binned = read(["1", "2", "", "3", "4", ""], {
      bins: { quantiles: 2 },
      missing: "category",
    });
    expect(binned.attribute.valueNames).toEqual(["<3", ">=3", "missing"]);
    expect([...binned.attribute.codes]).toEqual([0, 0, 2, 1, 1, 2]);
  });

  it("reads paths, tags and sidecars, and asks files of rows that are left alone", () => {
    const table = exampleTable({ a: ["", "", "", ""] });
    expect(readFrom(table, { path: "site-(?<value>[A-Z])/" }).attribute).toEqual({
      name: "x",
      valueNames: ["A", "B"],
      codes: Int32Array.of(0, 1, 0, 1),
    });
    const asked: string[] = [];
    const sources = {
      table,
      images: imagesOf(4),
      facts: {
        tag: (path: string, keyword: string) => {
          asked.push(`${keyword} of ${path}`);
          return path.startsWith("site-A") ? "030Y" : null;
        },
        sidecar: (path: string, field: string) => `${field} ${path[5] ?? ""} `,
      },
    };
    const rows = Int32Array.of(0, 1, 2);
    const spec = { name: "x", as: "classes", missing: "mask" } as const;
    const age = readAttribute({ ...spec, tag: "PatientAge", bins: [40] }, rows, sources, "k");
    expect(age.values).toEqual(["30", "", "30", ""]);
    expect(asked).toEqual([
      "PatientAge of site-A/0.png",
      "PatientAge of site-B/1.png",
      "PatientAge of site-A/2.png",
    ]);
    const field = readAttribute({ ...spec, sidecar: "Field" }, rows, sources, "k");
    expect(field.values).toEqual(["Field A", "Field B", "Field A", ""]);
  });

  it("takes the names of values from a sidecar, unless values gives them", () => {
    const plain = exampleTable({ a: ["1", "0", "1", "0"] });
    const levels = new Map([["1", "yes"]]);
    const table = createStringTable({
      ...plain,
      cells: () => plain.column("a"),
      levels: () => levels,
    });
    expect(
      readFrom(table, { column: "a", values: { "1": "a", "0": "b" } }).attribute.valueNames,
    ).toEqual(["a", "b"]);
    expect(() => readFrom(table, { column: "a" })).toThrow(
      "t.csv row 3: attribute x: a value that is not listed: got 0 (listed by the sidecar's Levels). Add it to values, or say others: drop or category.",
    );
    levels.set("0", "no");
    expect(readFrom(table, { column: "a" }).attribute.valueNames).toEqual(["no", "yes"]);
  });

  it.each<[string, readonly string[], Partial<AttributeSpec>, string]>([
    [
      "no source",
      ["a"],
      { column: undefined },
      "attributes (entry 1): one of column, tag, sidecar and path says where the values are: got none (attribute x)",
    ],
    [
      "two sources",
      ["a"],
      { tag: "Sex" },
      "attributes (entry 1): one of column, tag, sidecar and path says where the values are: got column, tag (attribute x)",
    ],
    [
      "a value that is not listed",
      ["a", "b"],
      { values: { a: "A" } },
      "t.csv row 3: attribute x: a value that is not listed: got b (listed by attributes (entry 1).values). Add it to values, or say others: drop or category.",
    ],
    [
      "two names for one value",
      ["a"],
      { values: { "1": "a", "1.0": "b" } },
      "attributes (entry 1).values: two names for one value: got [a,b] (value 1)",
    ],
    [
      "text in bins",
      ["1", "old"],
      { bins: [40] },
      't.csv row 3: attribute x is not a number: got old. Leave the cell empty where the value is missing, or map it to "" by values.',
    ],
    [
      "an age string of a column",
      ["045Y"],
      { bins: [40] },
      't.csv row 2: attribute x is not a number: got 045Y. Leave the cell empty where the value is missing, or map it to "" by values.',
    ],
    [
      "numbers without bins",
      ["1"],
      { as: "continuous" },
      "attributes (entry 1): a continuous attribute has no bins (attribute x). Give bins: cells and groups are made of them.",
    ],
    [
      "a category for missing numbers",
      ["1"],
      { as: "continuous", bins: [1], missing: "category" },
      "attributes (entry 1): a missing number is no category (attribute x). Say missing: mask or drop, or as: classes.",
    ],
    [
      "others without values",
      ["1"],
      { others: "drop" },
      "attributes (entry 1): others without values (attribute x). Say which values are listed, by values.",
    ],
    [
      "others with bins",
      ["1"],
      { others: "drop", values: { a: "1" }, bins: [1] },
      "attributes (entry 1): others with bins (attribute x). Every number is in a bin; leave others out.",
    ],
    [
      "one missing row as a value",
      ["a", "b", "a", "b", ""],
      { missing: "category" },
      "t.csv, attribute x: missing cannot be a value of its own: got one row. Say missing: mask or drop.",
    ],
    [
      "a value called missing beside it",
      ["a", "missing", "a", "missing", "", ""],
      { missing: "category" },
      "t.csv, attribute x: missing cannot be a value of its own: got a value called missing. Say missing: mask or drop.",
    ],
    [
      "a constant",
      ["a", "a"],
      {},
      "t.csv, attribute x: one value only: expected at least 2 values, got a. Nothing can be learnt from it or balanced over it; name another column.",
    ],
  ])("refuses %s", (_, cells, changes, message) => {
    expect(() => read(cells, changes)).toThrow(message);
  });
});
