import { expect, it } from "vitest";
import { cohortOptions } from "../../../fixtures/cohort/open-options.js";
import { createStringTable } from "../tables/string-table.js";
import { cohortColumns } from "./cohort-columns.js";
import type { Cohort } from "./cohort.js";

const cells: Readonly<Record<string, readonly string[]>> = {
  image: ["a", "b", "c", "d"],
  label: ["1", "0", "1", "0"],
  part: ["train", "train", "test", "test"],
  site: ["x", "X", "", "x"],
  answer: ["1", "1.0", "2", "0"],
  twice: ["", "", "", ""],
  shade: ["0.5", "", "7", "-2"],
};
const header = Object.keys(cells);
const table = createStringTable({
  ...{ source: "table.csv", header, rows: 4, place: (row: number) => `table.csv row ${row + 2}` },
  cells: (column) => cells[header[column] ?? ""] ?? [],
  unusable: new Map([["twice", "two tables have it"]]),
});
const { spec } = cohortOptions("", {
  root: ".",
  attributes: [{ name: "sex", column: "shade", as: "classes", missing: "mask" }],
});
const cohort: Cohort = {
  ...{ ids: ["d", "a"], subjects: ["d", "a"], images: ["d", "a"], parts: ["test", "train"] },
  places: ["table.csv row 5", "table.csv row 2"],
  target: {
    kind: "classes",
    factor: { name: "label", valueNames: [] },
    codes: Int32Array.of(0, 1),
  },
  attributes: [{ name: "sex", valueNames: ["f", "m"], codes: Int32Array.of(1, -1) }],
  ...{ flow: [], exclusions: [], notes: [] },
};

it("has attributes, then what the tables say of the cohort's rows and no key has a use for", () => {
  expect(cohortColumns(spec, cohort, table)).toEqual([
    { name: "sex", source: "attribute", kind: "values", ...cohort.attributes[0] },
    {
      ...{ name: "part", source: "column", kind: "values" },
      ...{ codes: Int32Array.of(0, 1), valueNames: ["test", "train"] },
    },
    {
      ...{ name: "site", source: "column", kind: "values" },
      ...{ codes: Int32Array.of(0, 0), valueNames: ["x"] },
    },
    {
      ...{ name: "answer", source: "column", kind: "values" },
      ...{ codes: Int32Array.of(0, 1), valueNames: ["0", "1"] },
    },
  ]);
});

it("takes more than ten numbers for numbers, with gaps, and no words", () => {
  const long = Array.from({ length: 14 }, (_, row) => (row === 3 ? "" : String(row / 4)));
  const wide = createStringTable({
    ...{ source: "t", header: ["age", "code"], rows: 14, place: (row: number) => `t row ${row}` },
    cells: (column) => (column === 0 ? long : long.map((cell) => (cell === "1" ? "one" : cell))),
  });
  const rows = { ...cohort, attributes: [], places: long.map((_, row) => `t row ${row}`) };
  const [age, code] = cohortColumns({ ...spec, attributes: [] }, rows, wide);
  expect(age).toEqual({
    ...{ name: "age", source: "column", kind: "numbers" },
    numbers: Float64Array.from(long, (cell) => (cell === "" ? NaN : Number(cell))),
  });
  expect(code?.kind).toBe("values");
});

it("leaves out columns of masks: their paths are no fact of a row", () => {
  const masked = { ...spec, masks: [{ name: "lesion", column: "answer" }] };
  const names = cohortColumns(masked, cohort, table).map(({ name }) => name);
  expect(names).not.toContain("answer");
  expect(cohortColumns(spec, cohort, table).map(({ name }) => name)).toEqual(["sex", "part", "site", "answer"]); // prettier-ignore
});
