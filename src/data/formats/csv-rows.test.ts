import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCsv } from "./csv-rows.js";

const folder = mkdtempSync(join(tmpdir(), "csv-rows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = async (text: string | Buffer, name = "a.csv") => {
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
        [4, "2", "", ""],
      ],
    });
    expect(await read("a\tb\n1,5\t2\n", "a.tsv")).toEqual({
      header: ["a", "b"],
      found: [[2, "1,5", "2"]],
    });
  });

  it("reads semicolons or tabs where the first line has no comma outside of quotes", async () => {
    expect(await read('\n"a, b";c\n1,5;"2;3"\n')).toEqual({
      header: ["a, b", "c"],
      found: [[3, "1,5", "2;3"]],
    });
    expect((await read("a\tb\n1\t2\n")).found).toEqual([[2, "1", "2"]]);
    // A comma in the first line decides, whatever else is there.
    expect(await read("a;b,c\n1;2,3\n")).toEqual({
      header: ["a;b", "c"],
      found: [[2, "1;2", "3"]],
    });
    expect((await read("a\n1;2\n")).found).toEqual([[2, "1;2"]]);
  });

  it("leaves out a last column without name and cells", async () => {
    expect(await read("a,b,\n1,2,\n")).toEqual({ header: ["a", "b"], found: [[2, "1", "2"]] });
    await expect(read("a,b,\n1,2,3\n")).rejects.toThrow(
      /a\.csv row 2: column 3 has a cell and no name: got 3$/,
    );
    await expect(read("a,b,\n1,2\n")).rejects.toThrow(
      /row 2: number of fields: expected 3, got 2$/,
    );
  });

  it("reads any line ends, and quotes inside of unquoted fields", async () => {
    const found = [
      [2, "1", '5" disk'],
      [3, "2", "x"],
    ];
    for (const end of ["\n", "\r\n", "\r"]) {
      expect((await read(["a,b", '1,5" disk', "2,x"].join(end))).found).toEqual(found);
    }
    expect((await read('a,b\r\n1,5" disk\n2,x\r\n')).found).toEqual(found);
  });

  it("reads records that megabytes cut, in quotes, line ends and letters of two bytes", async () => {
    const rows = 30_000;
    const cell = (row: number) => `é${row}\n"x", ${"ü".repeat(row % 40)}`;
    const lines = Array.from(
      { length: rows },
      (_, row) => `${row},"${cell(row).replaceAll('"', '""')}"`,
    );
    const { found } = await read(["a,b", ...lines].join("\r\n"));
    expect(found.length).toBe(rows);
    const wrong = found.filter(([row, first, second], index) => {
      const text = cell(index).replaceAll("\r\n", "\n").trim();
      return row !== index + 2 || first !== String(index) || second !== text;
    });
    expect(wrong).toEqual([]);
  });

  it("reads quotes that are doubled across megabytes, and a header of many columns", async () => {
    const many = '""'.repeat(700_000);
    const { found } = await read(`a,b\n1,"${many}"\n2,x\n`);
    expect(found).toEqual([
      [2, "1", '"'.repeat(700_000)],
      [3, "2", "x"],
    ]);
    const header = Array.from({ length: 50_000 }, (_, column) => `c${column}`);
    expect((await read(`${header.join(",")}\n`)).header).toEqual(header);
  });

  it("names file and row of what it refuses", async () => {
    const where = join(folder, "a.csv");
    await expect(read("")).rejects.toThrow(`${where}: the table is empty`);
    await expect(read("a,,c\n")).rejects.toThrow(`${where} row 1: column 2 has no name`);
    await expect(read("a,b,a\n")).rejects.toThrow(`${where} row 1: column a occurs twice`);
    await expect(read("a,b\n1,2\n3\n")).rejects.toThrow(
      `${where} row 3: number of fields: expected 2, got 1`,
    );
    const advice =
      'A quoted field starts and ends at the comma or line end; a quote inside it is written "".';
    await expect(read('a,b\n1,2\n3,"4\n')).rejects.toThrow(
      `${where} row 3: broken quotes: got Quoted field unterminated. ${advice}`,
    );
    await expect(read('a,b\n1,"2"x\n3,4\n')).rejects.toThrow(
      `${where} row 2: broken quotes: got Trailing quote on quoted field is malformed. ${advice}`,
    );
    await expect(read('a,b\n1, "2"\n')).rejects.toThrow(
      `${where} row 2: broken quotes: got spaces before "2". ${advice}`,
    );
    await expect(read(Buffer.from("a,b\n1,\xfc\n", "latin1"))).rejects.toThrow(
      `${where}: the text is not UTF-8. Save the table as UTF-8 (in a spreadsheet: CSV UTF-8).`,
    );
    await expect(openCsv(join(folder, "none.csv"))).rejects.toThrow("none.csv: no such file");
  });
});
