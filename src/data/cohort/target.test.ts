import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import type { Bins } from "../tables/binned-column.js";
import { createStringTable, type StringTable } from "../tables/string-table.js";
import type { TargetSpec } from "./spec.js";
import { readTarget } from "./target.js";

type Columns = Readonly<Record<string, readonly string[]>>;
const readFrom = (spec: TargetSpec, table: StringTable) => {
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const target = readTarget(spec, all, table);
  const kept = all.filter((row) => target.has(row));
  return { kept: [...kept], target: target.of(kept) };
};
const read = (spec: TargetSpec, columns: Columns) => readFrom(spec, exampleTable(columns));
const lists = { positive: ["1"], negative: ["0"] } as const;
const binary = { as: "binary", column: "a", blank: "missing", ...lists } as const;
const uncertain = (policy: "ones" | "zeros" | "ignore" | "class") => ({
  uncertain: { values: ["-1"], policy },
});

describe("readTarget", () => {
  it("reads yes and no; a row without label goes, an uncertain one stays", () => {
    const columns = { a: ["1", "0.0", "-1", "", "1"] };
    expect(read({ ...binary, ...uncertain("ignore") }, columns)).toEqual({
      kept: [0, 1, 2, 4],
      target: {
        kind: "classes",
        factor: { name: "a", valueNames: ["negative", "positive"] },
        codes: Int32Array.of(1, 0, -1, 1),
      },
    });
    expect(read({ ...binary, ...uncertain("class"), blank: "negative" }, columns).target).toEqual({
      kind: "classes",
      factor: { name: "a", valueNames: ["negative", "positive", "uncertain"] },
      codes: Int32Array.of(1, 0, 2, 0, 1),
    });
  });

  it("reads several labels; a row goes where none of them says anything", () => {
    const columns = { a: ["1", "", "", "-1"], b: ["0", "", "1", ""] };
    const spec = { as: "labels", columns: ["a", "b"], blank: "missing", ...lists } as const;
    expect(read({ ...spec, ...uncertain("ignore") }, columns)).toEqual({
      kept: [0, 2, 3],
      target: {
        kind: "labels",
        names: ["a", "b"],
        codes: [Int8Array.of(1, -1, -1), Int8Array.of(0, 1, -1)],
      },
    });
    expect(read({ ...spec, ...uncertain("ones"), blank: "negative" }, columns).target).toEqual({
      kind: "labels",
      names: ["a", "b"],
      codes: [Int8Array.of(1, 0, 0, 1), Int8Array.of(0, 0, 1, 0)],
    });
  });

  it("reads classes as they are found, spellings of a number together", () => {
    expect(read({ as: "classes", column: "a" }, { a: ["2", "10", "2.0", "", "10"] })).toEqual({
      kept: [0, 1, 2, 4],
      target: {
        kind: "classes",
        factor: { name: "a", valueNames: ["2", "10"] },
        codes: Int32Array.of(0, 1, 0, 1),
      },
    });
  });

  it("reads classes in a given order, by other names, with uncertain ones", () => {
    const values = ["well", { name: "ill", is: ["mild", 3] }] as const;
    const columns = { a: ["3.0", "well", "mild", "-1", ""] };
    const spec = { as: "classes", column: "a", values } as const;
    expect(read({ ...spec, ...uncertain("ignore") }, columns)).toEqual({
      kept: [0, 1, 2, 3],
      target: {
        kind: "classes",
        factor: { name: "a", valueNames: ["well", "ill"] },
        codes: Int32Array.of(1, 0, 1, -1),
      },
    });
    const { target } = read({ ...spec, ...uncertain("class") }, columns);
    expect(target).toMatchObject({
      factor: { valueNames: ["well", "ill", "uncertain"] },
      codes: Int32Array.of(1, 0, 1, 2),
    });
  });

  it("takes the names of classes from a sidecar", () => {
    const plain = exampleTable({ a: ["1", "0", "1.0", "0"] });
    const levels = new Map([
      ["1", "patient"],
      ["0", "control"],
    ]);
    const table = createStringTable({
      ...plain,
      cells: () => plain.column("a"),
      levels: () => levels,
    });
    expect(readFrom({ as: "classes", column: "a" }, table).target).toEqual({
      kind: "classes",
      factor: { name: "a", valueNames: ["control", "patient"] },
      codes: Int32Array.of(1, 0, 1, 0),
    });
    levels.delete("0");
    expect(() => readFrom({ as: "classes", column: "a" }, table)).toThrow(
      "t.csv row 3: column a: a value that is not listed: got 0 (listed by the sidecar's Levels). Add it to target.values.",
    );
  });

  it("makes classes of numbers by bins; a row without a number goes", () => {
    const spec = { as: "classes", column: "a", bins: [50, 60] } as const;
    expect(read(spec, { a: ["49.9", "50", "", "60", "61.5", "0", "59"] })).toEqual({
      kept: [0, 1, 3, 4, 5, 6],
      target: {
        kind: "classes",
        factor: { name: "a", valueNames: ["<50", "50..60", ">=60"] },
        codes: Int32Array.of(0, 1, 2, 2, 0, 1),
      },
    });
    const halves = { ...spec, bins: { quantiles: 2 } } as const;
    expect(read(halves, { a: ["1", "2", "3", "4"] }).target).toMatchObject({
      codes: Int32Array.of(0, 0, 1, 1),
    });
    expect(() => read({ ...spec, values: [50, 60] }, { a: ["1"] })).toThrow(
      "target.bins: numbers have no values and no uncertain ones: got values. Leave one of them out.",
    );
    expect(() => read(spec, { a: ["1", "old"] })).toThrow(
      "t.csv row 3: column a is not a number: got old. Leave the cell empty where the value is missing: the row is then left out.",
    );
    expect(() => read(spec, { a: ["1", "2", "70", "71"] })).toThrow(
      "t.csv, column a: a bin has too few rows: expected at least 2, got 0 (bin 50..60). It cannot be both learnt and tested: move or leave out an edge.",
    );
  });

  it("bins a table that nothing is learnt from, where a bin may have no row", () => {
    const table = exampleTable({ a: ["70", "", "71"] });
    const rows = Int32Array.of(0, 2);
    const of = (bins: Bins) =>
      readTarget({ as: "classes", column: "a", bins }, rows, table, { mayLackClasses: true }).of(
        rows,
      );
    expect(of([50, 60])).toEqual({
      kind: "classes",
      factor: { name: "a", valueNames: ["<50", "50..60", ">=60"] },
      codes: Int32Array.of(2, 2),
    });
    expect(of({ quantiles: 2 })).toMatchObject({ factor: { valueNames: ["<71", ">=71"] } });
  });

  it("reads numbers with their unit and bins", () => {
    const spec = { as: "number", column: "a", unit: "year", bins: [5] } as const;
    expect(read(spec, { a: ["1e1", "", "-2.50", "5", "3"] })).toEqual({
      kept: [0, 2, 3, 4],
      target: {
        kind: "number",
        factor: { name: "a", valueNames: ["<5", ">=5"] },
        codes: Int32Array.of(1, 0, 1, 0),
        unit: "year",
        numbers: Float64Array.of(10, -2.5, 5, 3),
      },
    });
  });

  it("cuts numbers without bins into four of equally many rows", () => {
    const a = ["8", "1", "2", "3", "4", "5", "6", "7"];
    expect(read({ as: "number", column: "a" }, { a }).target).toMatchObject({
      unit: null,
      factor: { valueNames: ["<3", "3..5", "5..7", ">=7"] },
      codes: Int32Array.of(3, 0, 0, 1, 1, 2, 2, 3),
    });
    expect(() => read({ as: "number", column: "a" }, { a: ["1", "1"] })).toThrow(
      "t.csv, column a: one value only",
    );
  });

  it.each<[string, TargetSpec, readonly string[], string]>([
    [
      "a class without rows",
      binary,
      ["0", "0"],
      "t.csv, column a: a class of the target has no rows: got positive (rows of the others [2]). Check the values of the target and the filters before it.",
    ],
    [
      "text among numbers",
      { as: "number", column: "a" },
      ["1", "x"],
      "t.csv row 3: column a is not a number: got x. Leave the cell empty where the value is missing: the row is then left out.",
    ],
    [
      "a class that is not listed",
      { as: "classes", column: "a", values: ["x"] },
      ["x", "y"],
      "t.csv row 3: column a: a value that is not listed: got y (listed by target.values). Add it to target.values.",
    ],
    [
      "a class twice",
      { as: "classes", column: "a", values: ["x", { name: "x", is: ["y"] }] },
      ["x", "y"],
      "target.values: a class twice: got x",
    ],
    [
      "a value twice",
      { as: "classes", column: "a", values: [1, { name: "x", is: ["1.0"] }] },
      ["1", "y"],
      "target.values: a value is listed twice: got 1",
    ],
    [
      "ones for classes",
      { as: "classes", column: "a", ...uncertain("ones") },
      ["x", "y"],
      "target.uncertain.policy: classes are neither one nor zero: expected ignore or class, got ones",
    ],
    [
      "a class called like the uncertain one",
      { as: "classes", column: "a", values: ["x", "uncertain"], ...uncertain("class") },
      ["x", "uncertain"],
      "target: a class is called like the uncertain one: got uncertain. Give it another name by target.values.",
    ],
    [
      "a class for labels",
      { as: "labels", columns: ["a"], blank: "missing", ...lists, ...uncertain("class") },
      ["1", "0"],
      "target.uncertain.policy: several labels have no class of their own: expected ones, zeros or ignore, got class",
    ],
    [
      "a label twice",
      { as: "labels", columns: ["a", "a"], blank: "missing", ...lists },
      ["1", "0"],
      "target.columns: a column twice: got a",
    ],
    [
      "no label",
      { as: "labels", columns: [], blank: "missing", ...lists },
      ["1", "0"],
      "target.columns: no column",
    ],
  ])("refuses %s", (_, spec, cells, message) => {
    expect(() => read(spec, { a: cells })).toThrow(message);
  });
});
