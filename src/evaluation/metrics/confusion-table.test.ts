import { describe, expect, it } from "vitest";
import { confusionTable } from "./confusion-table.js";

describe("confusionTable", () => {
  it("counts by hand: rows are labels, columns predictions", () => {
    expect(confusionTable([0, 0, 1, 2, 2], [0, 1, 1, 0, 0], 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [2, 0, 0],
    ]);
  });

  it("adds weights instead of ones", () => {
    expect(confusionTable([0, 1, 1], [1, 1, 1], 2, [0.5, 1, 2])).toEqual([
      [0, 0.5],
      [0, 3],
    ]);
  });

  it("refuses a prediction outside the classes", () => {
    expect(() => confusionTable([0, 1], [0, 2], 2)).toThrow(
      "confusionTable: prediction of row 1: expected an integer in 0..1, got 2",
    );
  });
});
