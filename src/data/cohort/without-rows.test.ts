import { describe, expect, it } from "vitest";
import type { Cohort } from "./cohort.js";
import { withoutRows } from "./without-rows.js";

const cohort: Cohort = {
  ids: ["a", "b", "c", "d", "e"],
  subjects: ["p", "p", "q", "r", "s"],
  images: ["a.png", "b.png", "c.png", "d.png", "e.png"],
  places: [2, 3, 4, 5, 6].map((row) => `t.csv row ${row}`),
  target: {
    kind: "number",
    factor: { name: "age", valueNames: ["<3", ">=3"] },
    codes: Int32Array.of(0, 0, 1, 1, 1),
    unit: "year",
    numbers: Float64Array.of(1, 2, 3, 4, 5),
  },
  attributes: [
    { name: "site", valueNames: ["x", "y"], codes: Int32Array.of(0, 1, 0, 1, -1) },
    {
      name: "dose",
      valueNames: ["<2", ">=2"],
      codes: Int32Array.of(0, 1, 1, 1, 1),
      numbers: Float64Array.of(1, 2, 3, 4, 5),
    },
  ],
  parts: ["train", "train", "train", "validation", "test"],
  flow: [{ what: "t.csv", rows: 5, subjects: 4, excluded: [] }],
  exclusions: [],
  notes: ["a note"],
};

describe("withoutRows", () => {
  it("takes rows away and nothing else", () => {
    const found = withoutRows(cohort, "image can be read", [{ row: 1, why: "cut off" }], "t.csv");
    expect(found).toEqual({
      ids: ["a", "c", "d", "e"],
      subjects: ["p", "q", "r", "s"],
      images: ["a.png", "c.png", "d.png", "e.png"],
      places: [2, 4, 5, 6].map((row) => `t.csv row ${row}`),
      target: {
        ...cohort.target,
        codes: Int32Array.of(0, 1, 1, 1),
        numbers: Float64Array.of(1, 3, 4, 5),
      },
      attributes: [
        { name: "site", valueNames: ["x", "y"], codes: Int32Array.of(0, 0, 1, -1) },
        {
          name: "dose",
          valueNames: ["<2", ">=2"],
          codes: Int32Array.of(0, 1, 1, 1),
          numbers: Float64Array.of(1, 3, 4, 5),
        },
      ],
      parts: ["train", "train", "validation", "test"],
      flow: [...cohort.flow, { what: "image can be read", rows: 4, subjects: 4, excluded: ["b"] }],
      exclusions: [{ id: "b", subject: "p", why: "cut off" }],
      notes: [
        "a note",
        "validation has no row with another number than 4",
        "test has no row with another number than 5",
      ],
    });
    const labels = { kind: "labels", names: ["l"], codes: [Int8Array.of(1, 0, 1, 0, 1)] } as const;
    const factor = { name: "c", valueNames: ["n", "p"] };
    const classes = { kind: "classes", factor, codes: Int32Array.of(0, 1, 1, 0, 1) } as const;
    const targetOf = (target: Cohort["target"]) =>
      withoutRows({ ...cohort, target }, "w", [{ row: 2, why: "x" }], "t.csv").target;
    expect(targetOf(labels)).toEqual({ ...labels, codes: [Int8Array.of(1, 0, 0, 1)] });
    expect(targetOf(classes)).toEqual({ ...classes, codes: Int32Array.of(0, 1, 0, 1) });
  });

  it("refuses a part that loses all rows, and rows that there are not", () => {
    expect(() => withoutRows(cohort, "w", [{ row: 4, why: "x" }], "t.csv")).toThrow(
      "t.csv, split: part test has no rows (rows 4). Ask for other shares, words or values, or bring more subjects.",
    );
    expect(() => withoutRows(cohort, "w", [{ row: 5, why: "x" }], "t.csv")).toThrow(
      "t.csv: no such row: got 5",
    );
  });

  it("leaves a cohort that is test alone what it is", () => {
    const test: Cohort = {
      ...cohort,
      parts: ["test", "test", "test", "test", "test"],
      onlyTest: true,
    };
    const found = withoutRows(test, "w", [{ row: 4, why: "x" }], "t.csv");
    expect(found.onlyTest).toBe(true);
    expect(found.parts).toEqual(["test", "test", "test", "test"]);
    expect(found.notes).toEqual(["a note"]);
  });
});
