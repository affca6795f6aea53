import { describe, expect, it } from "vitest";
import { toyTable } from "../../../fixtures/sampling/toy-table.js";
import type { RealisedTable } from "../sampling/realised-table.js";
import { setFindings } from "./cell-findings.js";

const found = (tables: readonly RealisedTable[], smallest = 1) =>
  setFindings(tables, smallest).map(({ kind, severity, items }) => [
    kind,
    severity,
    ...items.map(({ detail }) => detail),
  ]);

// Findings of a cohort's own tables: cell-tables.test.ts.
describe("setFindings", () => {
  it("names groups that training or validation lacks, and small ones of any set", () => {
    const sets = [
      toyTable("train", [40, 0, 9, 10]),
      toyTable("validation", [40, 10, 1, 0]),
      toyTable("iid", [40, 10, 3, 0]),
    ];
    expect(found(sets)).toEqual([
      ["empty-cells", "warning", "clear, present in train", "lesion, present in validation"],
      [
        ...["small-cells", "note", "lesion, absent in train: 9"],
        ...["lesion, absent in validation: 1", "lesion, absent in iid: 3"],
      ],
    ]);
  });

  it("takes what a plan leaves empty in validation as meant, in training not", () => {
    const planned = (set: string) => {
      const table = toyTable(set, [20, 0, 0, 20]);
      const cells = table.cells.map((cell) => ({ ...cell, asked: cell.count / 40 }));
      return { ...table, cells };
    };
    expect(found([planned("train"), planned("validation")])[0]).toEqual([
      ...["empty-cells", "warning", "clear, present in train", "lesion, absent in train"],
    ]);
  });

  it("shows counts as the tables of the sets do, and says nothing of hidden ones", () => {
    expect(found([toyTable("train", [40, 30, 3, 8])], 5)[1]).toEqual([
      ...["small-cells", "note", "lesion, absent in train: <5"],
    ]);
  });
});
