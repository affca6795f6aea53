import { describe, expect, it } from "vitest";
import { cohortOptions } from "../../../fixtures/cohort/open-options.js";
import type { Cohort } from "../../data/cohort/cohort.js";
import { propertyNames, type PropertyName } from "../../data/properties/registry.js";
import { createStringTable } from "../../data/tables/string-table.js";
import { inputColumns, inputTargets } from "./input-columns.js";

const header = ["image", "label", "part", "width"];
const table = createStringTable({
  ...{ source: "t", header, rows: 3, place: (row: number) => `t row ${row}` },
  cells: (column) => ["a", "b", "c"].map((cell) => cell + column),
});
const { spec } = cohortOptions("", { root: "." });
const cohort: Cohort = {
  ...{ ids: ["a", "b", "c"], subjects: ["a", "b", "c"], images: ["a", "b", "c"] },
  ...{ parts: ["train", "train", "test"], places: ["t row 0", "t row 1", "t row 2"] },
  target: {
    kind: "classes",
    factor: { name: "label", valueNames: ["n", "y"] },
    codes: Int32Array.of(0, 1, -1),
  },
  ...{ attributes: [], flow: [], exclusions: [], notes: [] },
};
const properties = Object.fromEntries(
  propertyNames.map((name) => [
    name,
    name === "width" || name === "file-size"
      ? Float64Array.of(5, 7)
      : name === "file-format"
        ? Float64Array.of(1, 2)
        : Float64Array.of(NaN, NaN),
  ]),
) as Record<PropertyName, Float64Array>;
const seen = { rows: [0, 2], properties };
const columns = (without: readonly string[]) =>
  inputColumns(spec, { cohort, table }, seen, without);

describe("inputColumns", () => {
  it("has columns of the rows with an image, then the properties that a file has", () => {
    const found = columns([]);
    expect(found.map(({ name, source, kind }) => [name, source, kind])).toEqual([
      ["part", "column", "values"],
      ["width (table)", "column", "values"],
      ["file-format", "file", "values"],
      ["width", "file", "numbers"],
      ["file-size", "file", "numbers"],
    ]);
    expect(found[0]).toMatchObject({ codes: Int32Array.of(0, 2) });
    expect(found.map(({ follows }) => follows)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    ]);
  });

  it("leaves out what it is told to, and knows no other names", () => {
    expect(columns(["width", "part"]).map(({ name }) => name)).not.toContain("width");
    expect(() => columns(["file-siz"])).toThrow(
      "--without: no such column: expected part, width (table), file-format, width, file-size, got file-siz. Did you mean file-size?",
    );
  });
});

it("makes a target of each label", () => {
  const several = inputTargets(
    { kind: "labels", names: ["a", "b"], codes: [Int8Array.of(1, 0, -1), Int8Array.of(0, 0, 1)] },
    [0, 2],
  );
  expect(several).toEqual([
    { kind: "classes", name: "a", classNames: ["no", "yes"], codes: Int32Array.of(1, -1) },
    { kind: "classes", name: "b", classNames: ["no", "yes"], codes: Int32Array.of(0, 1) },
  ]);
  expect(inputTargets(cohort.target, [1, 2])).toMatchObject([{ codes: Int32Array.of(1, -1) }]);
  const numbers = Float64Array.of(3, NaN, 5);
  const factor = { name: "age", valueNames: [] };
  const codes = new Int32Array(3);
  expect(inputTargets({ kind: "number", factor, codes, unit: null, numbers }, [2])).toEqual([
    { kind: "number", name: "age", numbers: Float64Array.of(5) },
  ]);
});
