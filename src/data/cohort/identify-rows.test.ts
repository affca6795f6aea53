import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { identifyRows, requireIdentities } from "./identify-rows.js";
import { tableOfColumns } from "../tables/string-table.js";
import type { CohortSpec } from "./spec.js";

const columns = {
  path: ["p1/a.png", "p1\\b.png", "", "p2/a.png"],
  key: ["k1", "k2", "k3", "k4"],
  who: ["p1", "p1", "", "p2"],
};
const identify = (
  changes: Partial<Pick<CohortSpec, "id" | "images" | "subject">> = {},
  table: Readonly<Record<string, readonly string[]>> = columns,
) =>
  identifyRows(
    { images: { column: "path", root: "." }, subject: "who", ...changes },
    exampleTable(table),
  );

describe("identifyRows", () => {
  it("takes the image path as id, or a column", () => {
    expect(identify()).toEqual({
      ids: ["p1/a.png", "p1/b.png", "t.csv row 4", "p2/a.png"],
      subjects: columns.who,
      images: ["p1/a.png", "p1/b.png", "", "p2/a.png"],
    });
    expect(identify({ id: "key" }).ids).toEqual(columns.key);
  });

  it("fills columns into a pattern; an empty cell makes no path", () => {
    const images = { pattern: "sub-{who}/{key}.nii.gz", root: "." };
    expect(identify({ images }).images).toEqual([
      "sub-p1/k1.nii.gz",
      "sub-p1/k2.nii.gz",
      "",
      "sub-p2/k4.nii.gz",
    ]);
  });

  it("fills in the first letters of a column, and prefers a column that is called so", () => {
    const images = { pattern: "{key:1}/{key}.png", root: "." };
    expect(identify({ images }).images[0]).toBe("k/k1.png");
    const named = tableOfColumns({ source: "t.csv", header: ["a:2", "a"], place: String }, [
      ["whole"],
      ["cut"],
    ]);
    const spec = { images: { pattern: "{a:2}{a:9}.png", root: "." }, subject: "none" } as const;
    expect(identifyRows(spec, named).images).toEqual(["wholecut.png"]);
    expect(() => identify({ images: { pattern: "{kye:1}.png", root: "." } })).toThrow(
      /^images\.pattern: t\.csv has no such column: .*got kye\. Did you mean key\?$/,
    );
  });

  it("finds subjects in a column by a pattern, or makes each row its own", () => {
    expect(identify({ subject: { pattern: "^p(\\d)", of: "path" } }).subjects).toEqual([
      "1",
      "1",
      "",
      "2",
    ]);
    expect(identify({ subject: "none", id: "key" }).subjects).toEqual(columns.key);
  });

  it("refuses what is unclear", () => {
    expect(() => identify({ subject: undefined })).toThrow(
      "subject: is missing, and rows of one person must stay in one part: expected a column, {pattern, of} or none. Say `subject: none` where every row is a person of its own.",
    );
    expect(() => identify({ images: { root: "." } })).toThrow(
      "images: one of column and pattern says where images are: got neither",
    );
    expect(() => identify({ images: { root: ".", column: "path", pattern: "{key}" } })).toThrow(
      "images: one of column and pattern says where images are: got both",
    );
    expect(() => identify({ images: { root: ".", pattern: "a.png" } })).toThrow(
      "images.pattern: names no column: expected a path such as {id}/image.png, got a.png",
    );
    expect(() => identify({ id: "who" }, { ...columns, who: ["a", "b", "a", ""] })).toThrow(
      "t.csv row 4: an id twice: got a (from who, first t.csv row 2). The first table has one row an image: name a column with distinct values as `id`.",
    );
    expect(() => identify({ id: "who" }, { ...columns, who: ["a", "", "b", ""] })).toThrow(
      "t.csv row 3: column who is empty. Every row needs an id: fill the cell, or leave `id` out to use the image path.",
    );
    expect(() => identify({ subject: "Who" })).toThrow(
      "subject: t.csv has no such column: expected path, key, who, got Who. Did you mean who?",
    );
  });
});

describe("requireIdentities", () => {
  const require = (
    rows: readonly number[],
    table: Readonly<Record<string, readonly string[]>> = columns,
    id?: string,
  ) => requireIdentities(identify({ id }, table), Int32Array.from(rows), exampleTable(table));

  it("asks only of the rows that are left", () => {
    expect(require([0, 1, 3])).toEqual([]);
    expect(() => require([0, 2])).toThrow(
      "t.csv row 4: no image path. Fill the cell, or leave such rows out by a filter.",
    );
    expect(() => require([0, 1], { ...columns, who: ["p1", "", "", "p2"] })).toThrow(
      "t.csv row 3: no subject. Fill the cell, or leave such rows out by a filter.",
    );
  });

  it("counts images twice, and refuses one of two subjects", () => {
    const table = { ...columns, path: ["a.png", "./a.png", "b.png", "b.png"] };
    expect(require([0, 1], table, "key")).toEqual([
      "1 rows have an image that an earlier row has too",
    ]);
    expect(() => require([2, 3], { ...table, who: ["1", "1", "2", "3"] }, "key")).toThrow(
      "t.csv row 5: an image of two subjects: got b.png (first t.csv row 4). It would be learnt and tested: correct the subject or the path of one row.",
    );
  });
});
