import { expect, it } from "vitest";
import { toyTable } from "../../../fixtures/sampling/toy-table.js";
import { associationWarnings } from "./association-warnings.js";
const train = toyTable("train", [90, 10, 10, 90]);

it("says that an attribute goes with the label otherwise in iid, V of 2 x 2 tables by hand", () => {
  // V = |90·90 − 10·10| / (100·100) = 0.8; 25 · 25 − 25 · 25 = 0.
  expect(associationWarnings([train, toyTable("iid", [25, 25, 25, 25])])).toEqual([
    "iid is the test part as it is, and marker goes with the label less there than in training (Cramér's V 0.00, in training 0.80): the gap iid − inverted is not that of the association that was learnt",
  ]);
  const [more = ""] = associationWarnings([
    toyTable("train", [25, 25, 25, 25]),
    toyTable("iid", [50, 0, 0, 50]),
  ]);
  expect(more).toContain("more there than in training (Cramér's V 1.00, in training 0.00)");
});

it("keeps still where the two are alike, where n is small, and for other tests", () => {
  expect(associationWarnings([train, toyTable("iid", [40, 10, 10, 40])])).toEqual([]);
  // V 0.33 of 9 rows: 0.47 less, which so few rows may give.
  expect(associationWarnings([train, toyTable("iid", [3, 2, 1, 3])])).toEqual([]);
  expect(associationWarnings([train, toyTable("inverted", [10, 90, 90, 10])])).toEqual([]);
  expect(associationWarnings([toyTable("iid", [1, 1, 1, 1])])).toEqual([]);
});

it("says nothing of a test that a plan has asked to be so", () => {
  const { cells, ...table } = toyTable("iid", [25, 25, 25, 25]);
  const planned = { ...table, cells: cells.map((cell) => ({ ...cell, asked: 0.25 })) };
  expect(associationWarnings([train, planned])).toEqual([]);
});
