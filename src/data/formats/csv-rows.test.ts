import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCsv } from "./csv-rows.js";

const folder = mkdtempSync(join(tmpdir(), "csv-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = async (text: string, name = "a.csv") => {
  const path = join(folder, name);
  writeFileSync(path, text);
  const { header, rows } = await openCsv(path);
  const found: [number, ...string[]][] = [];
  for await (const { row, fields } of rows()) found.push([row, ...fields]);
  return { header, found };
};

describe("openCsv", () => {
  it("reads a BOM, quotes, Windows ends, spaces and empty cells; tabs in a .tsv", async () => {
    expect(await read('\ufeffid, sex ,note\r\n1, f ,"a, ""b""\nc"\r\n\r\n2,,\r\n')).toEqual({
      header: ["id", "sex", "note"],
      found: [
        [2, "1", "f", 'a, "b"\nc'],
        [3, "2", "", ""],
      ],
    });
    expect(await read("a\tb\n1,5\t2\n", "a.tsv")).toEqual({
      header: ["a", "b"],
      found: [[2, "1,5", "2"]],
    });
  });

  it("names file and row of what it refuses", async () => {
    const where = join(folder, "a.csv");
    await expect(read("")).rejects.toThrow(`${where}: the table is empty`);
    await expect(read("a,,c\n")).rejects.toThrow(`${where} row 1: column 2 has no name`);
    await expect(read("a,b,a\n")).rejects.toThrow(`${where} row 1: column a occurs twice`);
    await expect(read("a,b\n1,2\n3\n")).rejects.toThrow(
      `${where} row 3: number of fields: expected 2, got 1`,
    );
    await expect(read('a,b\n1,2\n3,"4\n')).rejects.toThrow(`${where}, after row 2: not a CSV file`);
    await expect(openCsv(join(folder, "none.csv"))).rejects.toThrow("none.csv: no such file");
  });
});
