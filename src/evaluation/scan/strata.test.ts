import { describe, expect, it } from "vitest";
import { strataOf } from "./strata.js";

const countOf = (strata: Int32Array): number => new Set(strata).size;

describe("strataOf", () => {
  it("cuts numbers into pieces of equally many rows, equal ones together", () => {
    const values = Float64Array.from({ length: 80 }, (_, row) => (row * 37) % 80);
    const strata = strataOf([{ kind: "numbers", values }], 80, 8);
    expect(countOf(strata)).toBe(10);
    expect(values.every((value, row) => strata[row] === Math.floor(value / 8))).toBe(true);
    const tied = strataOf([{ kind: "numbers", values: Float64Array.of(1, 1, 1, 1, 2, 2) }], 6, 1);
    expect([...tied]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it("cuts at every value, and missing is a piece", () => {
    const values = Float64Array.of(2, 0, 2, NaN, 0);
    expect([...strataOf([{ kind: "values", values }], 5, 8)]).toEqual([1, 0, 1, 2, 0]);
  });

  it("cuts both of two columns", () => {
    const rows = 400;
    const one = Float64Array.from({ length: rows }, (_, row) => row % 2);
    const other = Float64Array.from({ length: rows }, (_, row) => row);
    const strata = strataOf(
      [
        { kind: "values", values: one },
        { kind: "numbers", values: other },
      ],
      rows,
      8,
    );
    for (let row = 0; row + 1 < rows; row++) expect(strata[row]).not.toBe(strata[row + 1]);
    const rowsOf = Array.from({ length: countOf(strata) }, (_, stratum) =>
      [...strata.keys()].filter((row) => strata[row] === stratum),
    );
    for (const own of rowsOf) expect(Math.max(...own) - Math.min(...own)).toBeLessThan(20);
  });
});
