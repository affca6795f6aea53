import { describe, expect, it } from "vitest";
import { ceilingNotes } from "./ceiling-notes.js";
import type { Cell } from "./cells.js";

const cell = (setting: string, label: string, rows: number | null) => ({
  cell: {
    setting: { name: setting },
    variant: { label, balanceTraining: label.endsWith("@balanced") },
  } as Cell,
  rows,
});

describe("ceilingNotes", () => {
  it("says where the ceiling had fewer rows, and nothing where it had as many or did not run", () => {
    expect(
      ceilingNotes([
        cell("a", "erm", null),
        cell("a", "mimm", 1000),
        cell("a", "multitask@balanced", 1000),
        cell("b", "erm", 2000),
        cell("b", "multitask@balanced", 800),
        cell("c", "erm", 500),
        cell("c", "multitask@balanced", null),
      ]),
    ).toEqual([
      { setting: "a", method: "multitask@balanced", rows: 1000, rows_of_methods: 1000, note: null },
      {
        setting: "b",
        method: "multitask@balanced",
        rows: 800,
        rows_of_methods: 2000,
        note: "trained on 800 balanced rows, all that the data have; the others on 2000",
      },
    ]);
  });
});
