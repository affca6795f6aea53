import { describe, expect, it } from "vitest";
import { createColumnCoder } from "./coded-column.js";

function coded(cells: readonly string[]) {
  const coder = createColumnCoder("site", "t.csv, column site");
  for (const cell of cells) coder.add(cell);
  return coder.finish();
}

describe("createColumnCoder", () => {
  it("numbers values by their letters; an empty cell is missing", () => {
    const { name, valueNames, codes } = coded(["south", "", "north", "south", "north"]);
    expect(name).toBe("site");
    expect(valueNames).toEqual(["north", "south"]);
    expect([...codes]).toEqual([1, -1, 0, 1, 0]);
  });

  it("orders numbers as numbers, where all are", () => {
    expect(coded(["10", "9", "-1", "10", "9", "-1"]).valueNames).toEqual(["-1", "9", "10"]);
    expect(coded(["10", "9", "x", "10", "9", "x"]).valueNames).toEqual(["10", "9", "x"]);
  });

  it.each<[string, string[], string]>([
    [
      "an empty column",
      ["", ""],
      "t.csv, column site: every cell is empty: expected at least 2 values. Nothing can be learnt from it or balanced over it; name another column.",
    ],
    [
      "a constant",
      ["a", "a", ""],
      "t.csv, column site: one value only: expected at least 2 values, got a. Nothing can be learnt from it or balanced over it; name another column.",
    ],
    [
      "a value of one row",
      ["a", "a", "b", "c"],
      "t.csv, column site: a value appears once: got b (values that appear once 2, values 3). It cannot be both learnt and tested: merge it with another value, or empty the cell. Numbers such as ages need bins: `{ name: age, bins: [40, 60] }`; a target that is a number is `as: number` (of an audit `--as number`).",
    ],
  ])("refuses %s", (_, cells, message) => {
    expect(() => coded(cells)).toThrow(message);
  });

  it("takes any number of values where nothing is learnt from them", () => {
    const coder = createColumnCoder("site", "t.csv, column site", true);
    for (const cell of ["b", "", "a"]) coder.add(cell);
    expect(coder.finish()).toEqual({
      name: "site",
      valueNames: ["a", "b"],
      codes: Int32Array.of(1, -1, 0),
    });
    expect(createColumnCoder("site", "w", true).finish().valueNames).toEqual([]);
  });
});
