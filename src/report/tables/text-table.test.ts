import { describe, expect, it } from "vitest";
import { textTable } from "./text-table.js";

describe("textTable", () => {
  it("aligns the first column left and the others right, without trailing spaces", () => {
    expect(
      textTable([
        ["name", "n", "value"],
        ["é", "1000", "0.5"],
        ["longer", "2"],
      ]),
    ).toBe("name       n  value\né       1000    0.5\nlonger     2");
  });

  it("stands empty", () => {
    expect(textTable([])).toBe("");
  });
});
