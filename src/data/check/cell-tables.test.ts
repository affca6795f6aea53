import { describe, expect, it } from "vitest";
import type { PartName } from "../part-name.js";
import { cellFindings } from "./cell-findings.js";
import { countCells, type CellTable } from "./cell-tables.js";

const part = { a: "train", v: "validation", t: "test" } as const;

/** A cohort of rows `part label sex`, such as "a1M"; a point is a missing value. */
function cohortOf(rows: readonly string[], moreAttributes = 0) {
  const codes = (place: number, values: string) =>
    Int32Array.from(rows, (row) => values.indexOf(row[place] ?? ""));
  const sex = { name: "sex", valueNames: ["F", "M"], codes: codes(2, "FM") };
  const site = { name: "site", valueNames: Array.from({ length: 9 }, (_, index) => `s${index}`) };
  return {
    target: {
      kind: "classes",
      factor: { name: "sick", valueNames: ["no", "yes"] },
      codes: codes(1, "01"),
    } as const,
    attributes: [sex, ...(moreAttributes > 0 ? [{ ...site, codes: codes(3, "012345678") }] : [])],
    parts: rows.map((row): PartName => part[row[0] as keyof typeof part]),
  };
}

const repeat = (row: string, times: number) => Array.from({ length: times }, () => row);
const rows = [
  ...repeat("a0F", 40),
  ...repeat("a0M", 30),
  ...repeat("a1F", 25),
  ...repeat("a1M", 3),
  ...repeat("a1.", 2),
  ...repeat("a.F", 7),
  ...repeat("t0F", 20),
  ...repeat("v1M", 8),
];

function lines(tables: readonly CellTable[]): string[] {
  return tables.flatMap(({ cells }) =>
    cells.map(({ values, counts }) =>
      [
        ...values,
        ...counts.map(({ count, display }) => (display === "whole" ? count : display)),
      ].join(" "),
    ),
  );
}

describe("countCells", () => {
  it("counts label x attributes in each part, missing values for themselves, masked labels not", () => {
    const tables = countCells(cohortOf(rows), 1);
    expect(lines(tables)).toEqual([
      "no F 40 0 20",
      "no M 30 0 0",
      "no (missing) 0 0 0",
      "yes F 25 0 0",
      "yes M 3 8 0",
      "yes (missing) 2 0 0",
    ]);
    expect(tables[0]?.cells[0]?.counts.map(({ share }) => share)).toEqual([0.4, 0, 1]);
  });

  it("hides small counts and what would tell them", () => {
    expect(lines(countCells(cohortOf(rows), 5))).toEqual([
      "no F 40 0 20",
      "no M 30 0 0",
      "no (missing) 0 0 0",
      "yes F 25 0 0",
      "yes M small 8 0",
      "yes (missing) small 0 0",
    ]);
  });

  it("has a table an attribute where there are many cells", () => {
    const tables = countCells(cohortOf(["a0F0", "a1M8", "t1F3"], 1), 1);
    expect(tables.map(({ attributes, cells }) => [attributes, cells.length])).toEqual([
      [["sex"], 4],
      [["site"], 18],
    ]);
  });

  it("has the bins of a target that is a number, and none of several labels", () => {
    const own = cohortOf(["a0F", "a1M", "t1M"]);
    const target = {
      kind: "number",
      factor: { name: "age", valueNames: ["<40", ">=40"] },
      codes: Int32Array.of(0, 1, 1),
      unit: null,
      numbers: Float64Array.of(30, 50, 60),
    } as const;
    const [table] = countCells({ ...own, target }, 1);
    expect(table?.label).toBe("age");
    expect(table?.cells.map(({ values, counts }) => [values[0], counts[0]?.count])).toEqual(
      countCells(own, 1)[0]?.cells.map(({ values, counts }) => [
        values[0] === "no" ? "<40" : ">=40",
        counts[0]?.count,
      ]),
    );
    const codes = [Int8Array.of(1, 0, 1)];
    const labels = { kind: "labels", names: ["a"], codes } as const;
    expect(countCells({ ...own, target: labels }, 1)).toEqual([]);
  });
});

describe("cellFindings", () => {
  const found = (tables: readonly CellTable[], smallest: number) =>
    cellFindings(tables, smallest).map(({ kind, count, items }) => [
      kind,
      count,
      ...items.map(({ detail }) => detail),
    ]);

  it("names cells without a training row, and small ones", () => {
    const own = cohortOf(rows.filter((row) => row !== "a0M"));
    expect(found(countCells(own, 1), 1)).toEqual([
      ["empty-cells", 1, "no, M"],
      ["small-cells", 2, "yes, M in train: 3", "yes, M in validation: 8"],
    ]);
  });

  it("does not say of a hidden count that it is small", () => {
    const own = cohortOf([...repeat("a1F", 9), ...repeat("a1M", 4), ...repeat("a0F", 50)]);
    expect(found(countCells(own, 5), 5)).toEqual([
      ["empty-cells", 1, "no, M"],
      ["small-cells", 1, "yes, M in train: <5"],
    ]);
  });
});
