import { describe, expect, it } from "vitest";
import { fileTable } from "./file-table.js";

const files = [
  "data.csv",
  "p1/scan_I7.nii",
  "p1/series/1.dcm",
  "p1/series/2.dcm",
  "p2/scan_I9.nii",
  "p2/scan_I9.txt",
];
const read = (pattern: string) => fileTable(files, pattern, "images", "tables (entry 1).files");

describe("fileTable", () => {
  it("has a row for each path that is described, and a column for each named group", () => {
    const table = read("(?<person>p\\d)/(?:x(?<never>y)|scan_(?<image>I\\d+))\\.nii");
    expect(table.header).toEqual(["path", "person", "never", "image"]);
    expect(table.column("path")).toEqual(["p1/scan_I7.nii", "p2/scan_I9.nii"]);
    expect(table.column("person")).toEqual(["p1", "p2"]);
    expect(table.column("image")).toEqual(["I7", "I9"]);
    expect(table.column("never")).toEqual(["", ""]);
    expect(table.place(1)).toBe("files of images, p2/scan_I9.nii");
  });

  it("describes whole paths, and folders where the pattern ends with a slash", () => {
    expect(read("p\\d/scan.*").rows).toBe(3);
    expect(() => read("scan.*")).toThrow(/no file is described/);
    expect(read("p\\d/series/").column("path")).toEqual(["p1/series"]);
  });

  it("refuses what is no expression, fits nothing, or takes the column's name", () => {
    expect(() => read("(")).toThrow(
      /^tables \(entry 1\)\.files: not a regular expression: got Invalid regular expression/,
    );
    expect(() => read("q/.*")).toThrow(
      "images: no file is described: got [data.csv,p1/scan_I7.nii,p1/series/1.dcm] (key tables (entry 1).files, pattern q/.*). The expression describes whole paths from images.root; capitals count.",
    );
    expect(() => fileTable([], "a", "images", "k")).toThrow(
      "images: no files (key k, pattern a). The expression describes whole paths from images.root; capitals count.",
    );
    expect(() => read("(?<path>.*)\\.csv")).toThrow(
      "tables (entry 1).files: the column of the paths is called so: got path",
    );
  });
});
