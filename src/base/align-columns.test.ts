import { expect, it } from "vitest";
import { alignColumns } from "./align-columns.js";

it("aligns names to the left and numbers to the right, by code points", () => {
  const rows = [
    ["label", "sex", "n"],
    ["Lungenödem", "M", "7"],
    ["no", "F", "1234"],
  ];
  expect(alignColumns(rows, 2)).toEqual([
    "label       sex     n",
    "Lungenödem  M       7",
    "no          F    1234",
  ]);
  expect(alignColumns([], 1)).toEqual([]);
});
