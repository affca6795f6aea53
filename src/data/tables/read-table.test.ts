import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readTable } from "./read-table.js";

const folder = mkdtempSync(join(tmpdir(), "read-table-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (name: string) => ({
  path: fileURLToPath(new URL(`../../../fixtures/tables/${name}`, import.meta.url)),
  name,
});
const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, name };
};

describe("readTable", () => {
  it("reads text tables; n/a is missing in a .tsv and a word in a .csv", async () => {
    const text = "a,b\n1.0,n/a\n\n n/a ,x\n";
    const { table } = await readTable(written("t.csv", text));
    expect([table.column("a"), table.column("b")]).toEqual([
      ["1.0", "n/a"],
      ["n/a", "x"],
    ]);
    expect([table.place(0), table.place(1)]).toEqual(["t.csv row 2", "t.csv row 4"]);
    const tabs = await readTable(written("t.tsv", text.replaceAll(",", "\t")));
    expect([tabs.table.column("a"), tabs.table.column("b")]).toEqual([
      ["1.0", ""],
      ["", "x"],
    ]);
  });

  it("refuses more columns than a spreadsheet has", async () => {
    const header = Array.from({ length: 16_385 }, (_, column) => `c${column}`).join(",");
    await expect(readTable(written("wide.csv", `${header}\n`))).rejects.toThrow(
      "wide.csv: the table has more columns than are read: expected at most 16384, got 16385. " +
        "Features of another network belong to data.embeddings.",
    );
  });

  it("hashes the files, and takes the names of values from a sidecar", async () => {
    const { table, hashes } = await readTable(fixture("people.tsv"), {
      sidecar: fixture("people.json"),
    });
    const sha256 = (name: string) =>
      createHash("sha256")
        .update(readFileSync(fixture(name).path))
        .digest("hex");
    expect(hashes).toEqual(
      ["people.tsv", "people.json"].map((name) => ({ name, sha256: sha256(name) })),
    );
    expect([...(table.levels("sex") ?? [])]).toEqual([
      ["M", "male"],
      ["F", "female"],
    ]);
    expect(table.levels("age")).toBeNull();
    expect(table.column("age")[3]).toBe("");
  });

  it("reads gzip, and files without a header under the names that are given", async () => {
    const path = join(folder, "g.csv.gz");
    const bytes = gzipSync("a,b,\n1,2,\n");
    writeFileSync(path, bytes);
    const { table, hashes } = await readTable({ path, name: "g.csv.gz" });
    expect([table.header, table.column("b"), table.place(0)]).toEqual([
      ["a", "b"],
      ["2"],
      "g.csv.gz row 2",
    ]);
    expect(hashes[0]?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    const list = await readTable(written("list.txt", "one.png\n\ntwo.png\n"), {
      columns: ["name"],
    });
    expect(list.table.column("name")).toEqual(["one.png", "two.png"]);
    expect([list.table.place(0), list.table.place(1)]).toEqual([
      "list.txt row 1",
      "list.txt row 3",
    ]);
    const cut = await readTable(written("c.tsv", "x\tn/a\n"), { columns: ["name", "sex"] });
    expect(cut.table.column("sex")).toEqual([""]);
  });

  it("refuses columns that do not fit", async () => {
    const list = written("l.txt", "one.png\n");
    await expect(readTable(list)).rejects.toThrow(
      "l.txt: not a table that can be read: expected .csv, .tsv, either with .gz, or .parquet, got .txt. Name the columns of a list by `columns`.",
    );
    await expect(readTable(list, { columns: ["a", "b"] })).rejects.toThrow(
      "l.txt row 1: number of fields: expected 2, got 1",
    );
    await expect(readTable(list, { columns: ["a", "a"] })).rejects.toThrow(
      "l.txt, columns: column a occurs twice",
    );
    const parquet = written("p.parquet", "x");
    await expect(readTable(parquet, { columns: ["a"] })).rejects.toThrow(
      "p.parquet: not a table that can be read: expected .csv, .tsv or .txt, got .parquet",
    );
  });

  it("refuses other files, no rows, and a sidecar of another table", async () => {
    await expect(readTable(written("t.xlsx", "a"))).rejects.toThrow(
      "t.xlsx: not a table that can be read: expected .csv, .tsv, either with .gz, or .parquet, got .xlsx",
    );
    await expect(readTable(written("none", "a"))).rejects.toThrow(
      "none: not a table that can be read: expected .csv, .tsv, either with .gz, or .parquet, got no ending",
    );
    await expect(readTable(written("h.csv", "a,b\n"))).rejects.toThrow(
      "h.csv: the table has no rows",
    );
    await expect(readTable(written("s.csv", "a,b\n1,2\n3\n"))).rejects.toThrow(
      "s.csv row 3: number of fields: expected 2, got 1",
    );
    const sidecar = written("x.json", '{"gender": {"Levels": {"1": "male"}}}');
    await expect(readTable(fixture("people.tsv"), { sidecar })).rejects.toThrow(
      "x.json: people.tsv has no column of this name: got gender",
    );
  });
});
