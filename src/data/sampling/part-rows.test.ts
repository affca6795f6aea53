import { describe, expect, it } from "vitest";
import { messageOf, toyAttribute, toyFactor } from "../../../fixtures/sampling/toy-source.js";
import { completeRows, poolTable, readColumns, readSizes } from "./part-rows.js";
import { runFactors } from "./run-factors.js";

const source = {
  name: "toy",
  label: toyFactor("digit", 2),
  attributes: [
    toyAttribute("site", "read", 3),
    toyAttribute("rotation", "planted", 2),
    toyAttribute("sex", "read", 2),
  ],
  pools: {
    train: {
      ids: ["a", "b", "c", "d", "e"],
      subjects: ["a", "b", "c", "d", "e"],
      label: Int32Array.of(0, 1, -1, 1, 1),
      attributes: { site: Int32Array.of(2, 0, 0, -1, 1), sex: Int32Array.of(1, 0, 0, 0, -1) },
    },
    test: null,
  },
};
const part = { pool: "train", rows: Int32Array.of(0, 1, 2, 3, 4) } as const;

describe("completeRows", () => {
  it("keeps rows with the label and the read attributes of the run, and counts the others", () => {
    const factors = runFactors(source, ["rotation", "sex", "site"]);
    const rows = completeRows(source, part, factors);
    expect([...rows.rows]).toEqual([0, 1]);
    expect(rows.leftOut).toBe(3);
    // label, sex, site: (0, 1, 2) is cell 5 and (1, 0, 0) is cell 6 of 2 x 2 x 3.
    expect([...rows.readCells]).toEqual([5, 6]);
    expect([...rows.available]).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    expect(readSizes(factors)).toEqual([2, 3]);
  });

  it("does not miss attributes that the run does not name", () => {
    const rows = completeRows(source, part, runFactors(source, ["rotation"]));
    expect([...rows.rows]).toEqual([0, 1, 3, 4]);
    expect([...rows.available]).toEqual([1, 3]);
  });

  it("names a broken promise of a data set", () => {
    const factors = runFactors(source, ["site"]);
    expect(messageOf(() => readColumns({ ...source.pools.train, attributes: {} }, factors))).toBe(
      "InternalError: pool table: no column of a read attribute: got site",
    );
    expect(messageOf(() => poolTable(source, "test"))).toBe(
      "InternalError: toy: a part names a pool that the set has not: got test",
    );
  });
});
