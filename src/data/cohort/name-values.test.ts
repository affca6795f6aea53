import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { nameValues, type Naming } from "./name-values.js";

const cells = ["1.0", "", "b", "1", "z"];
const name = (changes: Partial<Naming>, rows = [0, 1, 2, 3]) =>
  nameValues(
    cells,
    Int32Array.from(rows),
    { what: "column a", names: new Map(), list: null, levels: null, advice: "Add it.", ...changes },
    exampleTable({ a: cells }),
  );

describe("nameValues", () => {
  it("keeps canonical values where nothing lists them; rows that are not left are empty", () => {
    expect(name({})).toEqual(["1", "", "b", "1", ""]);
  });

  it("asks the configuration, then the sidecar", () => {
    const levels = new Map([
      ["1", "one"],
      ["b", "letter"],
    ]);
    expect(name({ levels })).toEqual(["one", "", "letter", "one", ""]);
    const names = new Map([
      ["1", ""],
      ["", "none"],
    ]);
    expect(name({ levels, names })).toEqual(["", "none", "letter", "", ""]);
    expect(name({ levels, names, list: "values", others: "other" })).toEqual([
      ...["", "none", "other", "", ""],
    ]);
  });

  it("refuses what is not listed", () => {
    expect(() => name({ list: "target.values" }, [4])).toThrow(
      "t.csv row 6: column a: a value that is not listed: got z (listed by target.values). Add it.",
    );
    expect(() => name({ levels: new Map() }, [2])).toThrow(
      "t.csv row 4: column a: a value that is not listed: got b (listed by the sidecar's Levels). Add it.",
    );
  });
});
