import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readParquetTable } from "./parquet-table.js";

const folder = mkdtempSync(join(tmpdir(), "parquet-table-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/tables/${name}.parquet`, import.meta.url));

/** The values of `types` in fixtures/tables/make.py, as texts. */
const expected: Readonly<Record<string, readonly string[]>> = {
  text: ["a", "b", "", "é"],
  whole: ["1", "-2", "", "9007199254740993"],
  small: ["1", "-2", "", "4"],
  unsigned: ["1", "2", "", "18446744073709551615"],
  double: ["1", "-0.5", "", ""],
  flag: ["true", "false", "", "true"],
  day: ["2020-01-31", "1969-12-31", "", "1900-03-01"],
  moment: ["2020-01-31T12:30:05.25", "1969-12-31T23:59:59", "", "2020-01-31T00:00:00"],
  price: ["1.25", "-3.5", "", "0"],
  kind: ["x", "y", "", "x"],
};

describe("readParquetTable", () => {
  it.each(["none", "snappy", "gzip", "zstd", "brotli", "lz4", "groups"])(
    "spells what pyarrow wrote (%s)",
    async (codec) => {
      const table = await readParquetTable(fixture(`types-${codec}`), "t.parquet");
      expect(table.header).toEqual([...Object.keys(expected), "list", "raw"]);
      const found = Object.keys(expected).map((name) => [name, table.column(name)]);
      expect(Object.fromEntries(found)).toEqual(expected);
      expect(table.rows).toBe(4);
      expect(table.place(3)).toBe("t.parquet row 4");
      for (const name of ["list", "raw"]) {
        expect(() => table.column(name, "id")).toThrow(
          `id: the column holds lists, objects or raw bytes, not single values: got ${name}`,
        );
      }
    },
  );

  it("refuses what is cut off, no Parquet, or not there", async () => {
    const whole = readFileSync(fixture("types-snappy"));
    const path = join(folder, "cut.parquet");
    for (let length = 0; length < whole.length; length += 97) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(readParquetTable(path, "cut.parquet")).rejects.toThrow(
        /^cut\.parquet: not a Parquet file that can be read: got /,
      );
    }
    await expect(readParquetTable(join(folder, "none.parquet"), "n")).rejects.toThrow(
      /none\.parquet: no such file/,
    );
  });
});
