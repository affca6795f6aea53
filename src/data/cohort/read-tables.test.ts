import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readTables, tableName } from "./read-tables.js";
import type { TableSpec } from "./spec.js";

const folder = mkdtempSync(join(tmpdir(), "read-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (path: string, bytes: string | Uint8Array) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};
write(
  "entries.csv",
  "Image Index,Finding Labels,\n1.png,Mass|Nodule,\n2.png,No Finding,\n3.png,,\n",
);
write("learn.txt", "1.png\n3.png\n");
write("check.txt", "2.png\n");
write("people.tsv.gz", gzipSync("name\tsex\n1\tf\n2\tn/a\n"));
for (const path of ["b/1.png", "a/2.png", ".trash/3.png"]) write(`images/${path}`, "x");

const read = (tables: readonly TableSpec[]) =>
  readTables({ tables, images: { root: "images", column: "path" } }, folder);
const entries: TableSpec = {
  file: "entries.csv",
  lists: [{ column: "Finding Labels", separator: "|" }],
};
const files: TableSpec = { files: "(?<letter>[ab])/(?<name>(?<number>\\d)\\.png)" };

describe("readTables", () => {
  it("stacks lists of names, makes columns of words, and finds files where they lie", async () => {
    const { table, hashes, notes } = await read([
      entries,
      {
        file: ["learn.txt", "check.txt"],
        columns: ["image"],
        source: "part",
        on: { main: "Image Index", this: "image" },
      },
      { ...files, on: { main: "Image Index", this: "name" } },
      { file: "people.tsv.gz", on: { main: "number", this: "name" } },
    ]);
    expect(table.column("Mass")).toEqual(["1", "0", ""]);
    expect(table.column("part")).toEqual(["learn.txt", "check.txt", "learn.txt"]);
    expect(table.column("path")).toEqual(["b/1.png", "a/2.png", ""]);
    expect(table.column("sex")).toEqual(["f", "", ""]);
    expect(hashes.map(({ name }) => name)).toEqual([
      "entries.csv",
      "learn.txt",
      "check.txt",
      "files of images",
      "people.tsv.gz",
    ]);
    const paths = createHash("sha256").update("a/2.png\nb/1.png").digest("hex");
    expect(hashes[3]?.sha256).toBe(paths);
    expect(notes).toEqual([
      "files of images: 1 of 3 rows have no row in it, the first is entries.csv row 4 (3.png)",
      "people.tsv.gz: 1 of 3 rows have no row in it, the first is entries.csv row 4 (an empty cell)",
    ]);
  });

  it("takes files as the first table", async () => {
    const { table } = await read([files]);
    expect(table.column("path")).toEqual(["a/2.png", "b/1.png"]);
  });

  it("names tables for messages and reports", () => {
    expect(tableName({ file: "a.csv" })).toBe("a.csv");
    expect(tableName({ file: ["a.csv", "b.csv"] })).toBe("a.csv + b.csv");
    expect(tableName(files)).toBe("files (?<letter>[ab])/(?<name>(?<number>\\d)\\.png)");
  });

  it.each<[string, readonly TableSpec[], string]>([
    [
      "neither",
      [{}],
      "tables (entry 1): one of file and files says what the table is: got neither",
    ],
    [
      "both",
      [entries, { ...files, file: "a.csv", on: "name" }],
      "tables (entry 2): one of file and files says what the table is: got both",
    ],
    [
      "columns of file names",
      [{ ...files, columns: ["a"] }],
      "tables (entry 1).columns: a table of file names has no use for it",
    ],
    [
      "a word that no file has",
      [{ files: "c/.*" }],
      "images: no file is described: got [a/2.png,b/1.png] (key tables (entry 1).files, pattern c/.*). The expression describes whole paths from images.root; capitals count.",
    ],
    [
      "one name in two lists",
      [
        entries,
        {
          file: ["learn.txt", "learn.txt"],
          columns: ["image"],
          on: { main: "Image Index", this: "image" },
        },
      ],
      "learn.txt row 1: a key of the join twice: got 1.png (column image, first learn.txt row 1). A joined table has one row for each key: join by more columns, or merge the rows.",
    ],
  ])("refuses %s", async (_, tables, message) => {
    await expect(read(tables)).rejects.toThrow(message);
  });
});
