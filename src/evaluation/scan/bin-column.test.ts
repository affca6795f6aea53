import { describe, expect, it } from "vitest";
import { binColumn } from "./bin-column.js";

const named = { name: "x", title: "x", source: "column" } as const;
const numbers = (values: readonly number[]) =>
  binColumn(
    { ...named, kind: "numbers", numbers: values, unit: "" },
    Int32Array.from(values.keys()),
  );

describe("binColumn", () => {
  it("cuts numbers into ten bins of equally many rows", () => {
    const values = Array.from({ length: 400 }, (_, row) => (row * 137) % 400);
    const { bins, count, missing } = numbers(values);
    expect([count, missing]).toEqual([10, 0]);
    expect(values.every((value, row) => bins[row] === Math.floor(value / 40))).toBe(true);
  });

  it("has fewer bins for few rows, two at least", () => {
    expect(numbers(Array.from({ length: 90 }, (_, row) => row)).count).toBe(4);
    expect(numbers([4, 1, 3, 2]).bins).toEqual(Int32Array.of(1, 0, 1, 0));
  });

  it("keeps equal numbers together, and missing apart", () => {
    const { bins, count, missing } = numbers([0, 0, 0, 0, 0, 0, NaN, 7]);
    expect([count, missing]).toEqual([3, 1]);
    expect([...bins]).toEqual([0, 0, 0, 0, 0, 0, 2, 1]);
    expect(numbers([5, 5, 5]).count).toBe(1);
  });

  it("keeps values, of the rows that are asked for", () => {
    const column = {
      ...named,
      kind: "values",
      codes: [3, -1, 0, 3],
      valueNames: ["a", "b", "c", "d"],
    } as const;
    expect(binColumn(column, Int32Array.of(3, 1, 0))).toEqual({
      ...{ bins: Int32Array.of(0, 1, 0), count: 2, missing: 1 },
    });
  });
});
