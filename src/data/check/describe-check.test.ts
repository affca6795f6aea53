import { expect, it } from "vitest";
import type { CohortCheck } from "./check-cohort.js";
import { checkToJson, describeCheck } from "./describe-check.js";
import type { Finding } from "./finding.js";

const finding: Finding = {
  kind: "missing-files",
  severity: "warning",
  count: 7,
  what: "images are missing",
  items: Array.from({ length: 7 }, (_, row) => ({
    rows: [row],
    detail: `scan${row}.png: no such image`,
  })),
  advice: "Repair them.",
};
const check: Omit<CohortCheck, "seen"> = {
  imageShape: [1, 64, 64],
  flow: {
    steps: [{ what: "table.csv", rows: 90, subjects: 80, excluded: 0, reasons: {} }],
    parts: [
      { part: "train", rows: 60, subjects: 55, unlabelled: 0 },
      { part: "validation", rows: 10, subjects: 10, unlabelled: 0 },
      { part: "test", rows: 20, subjects: 15, unlabelled: 0 },
    ],
  },
  tables: [
    {
      label: "sick",
      attributes: ["sex"],
      cells: [
        {
          values: ["no", "F"],
          counts: [
            { part: "train", count: 3, share: 0.05, display: "small" },
            { part: "test", count: 20, share: 1, display: "whole" },
          ],
        },
        {
          values: ["no", "M"],
          counts: [
            { part: "train", count: 57, share: 0.95, display: "hidden" },
            { part: "test", count: 0, share: 0, display: "whole" },
          ],
        },
      ],
    },
  ],
  findings: [
    {
      kind: "near-across-parts",
      severity: "error",
      count: 1,
      what: "group of near duplicates",
      items: [{ rows: [1, 2, 3, 4, 5, 6], detail: "other parts" }],
      advice: "Look.",
    },
    finding,
    {
      ...finding,
      kind: "empty-cells",
      severity: "note",
      count: 1,
      what: "cell",
      items: [{ rows: [], detail: "yes, M" }],
    },
  ],
};
const words = { nameOf: (row: number) => `scan${row}.png`, smallestCell: 5 };

it("is a text with the first five of everything", () => {
  expect(describeCheck(check, words)).toBe(`table.csv: 90 rows of 80 subjects
  train: 60 rows of 55 subjects
  validation: 10 rows of 10 subjects
  test: 20 rows of 15 subjects

images 1x64x64; every subject is in one part

sick  sex  train    test
no    F       <5      20  100.0 %
no    M        *       0    0.0 %

error: 1 group of near duplicates
  scan1.png = scan2.png = scan3.png = scan4.png and 2 more (other parts)
  Look.

warning: 7 images are missing
  scan0.png: no such image
  scan1.png: no such image
  scan2.png: no such image
  scan3.png: no such image
  scan4.png: no such image
  and 2 more
  Repair them.

note: 1 cell
  yes, M
  Repair them.

1 error, 1 warning, 1 note`);
});

it("says so where nothing was found", () => {
  const text = describeCheck({ ...check, tables: [], findings: [] }, words);
  expect(text.split("\n\n").slice(1)).toEqual([
    "images 1x64x64; every subject is in one part",
    "nothing found",
  ]);
});

it("is JSON with all of them, under the names that are given", () => {
  const json = checkToJson(check, { ...words, nameOf: (row) => `#${row}` }, (message, row) =>
    message.replaceAll(`scan${row}.png`, `#${row}`),
  );
  expect(json).not.toContain("scan");
  expect(JSON.parse(json)).toMatchObject({
    version: 1,
    imageShape: [1, 64, 64],
    flow: { steps: [{ what: "table.csv", count: "90 rows of 80 subjects" }] },
    tables: [
      {
        label: "sick",
        cells: [
          { values: ["no", "F"], train: "<5", test: 20 },
          { values: ["no", "M"], train: "*", test: 0 },
        ],
      },
    ],
    findings: [
      { kind: "near-across-parts", items: [{ rows: ["#1", "#2", "#3", "#4", "#5", "#6"] }] },
      { items: Array.from({ length: 7 }, (_, row) => ({ detail: `#${row}: no such image` })) },
      { items: [{ rows: [], detail: "yes, M" }] },
    ],
  });
});
