import { describe, expect, it } from "vitest";
import { checkHeader } from "./check-header.js";

describe("checkHeader", () => {
  it.each<[string[], string]>([
    [[], "t.parquet: the table has no columns"],
    [["a", ""], "t.parquet: column 2 has no name"],
    [["a", "b", "a"], "t.parquet: column a occurs twice"],
  ])("refuses %j", (header, message) => {
    expect(() => checkHeader("t.parquet", header)).toThrow(message);
  });
});
