import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
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

  it("refuses rows that row groups do not have, or that no file of its size can have", async () => {
    const message = (bytes: Uint8Array): Promise<string> => {
      const path = join(folder, "damaged.parquet");
      writeFileSync(path, bytes);
      return readParquetTable(path, "a.parquet").then(
        () => "no error",
        (error: unknown) => (error instanceof FormatError ? error.message : "another error"),
      );
    };
    const whole = new Uint8Array(readFileSync(fixture("types-none")));
    expect(await message(withRows(whole, 5, 4))).toBe(
      "a.parquet: row groups of the Parquet file differ from its number of rows: expected 5, got [4]",
    );
    const bomb = withRows(whole, 2 ** 40, 2 ** 40);
    const most = 1024 * bomb.length;
    expect(await message(bomb)).toBe(
      "a.parquet: Parquet file says that it has more cells than are read: " +
        `expected at most ${most}, got ${12 * 2 ** 40} (rows ${2 ** 40}, columns 12, bytes ${bomb.length})`,
    );
    expect(await message(withRows(whole, 5, 5))).toBe(
      "a.parquet, column text: number of cells of a Parquet column: expected 5, got 4",
    );
    expect(await message(withRows(whole, 3, 3))).toBe(
      "a.parquet, column text: Parquet page cannot have so many values: expected 0 to 3, got 4",
    );
  });
});

/** A number as Thrift's compact protocol has it: zigzag, seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = 2n * BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** The file with other numbers of rows: that of all, which follows the schema, and that of its one row group. */
function withRows(whole: Uint8Array, all: number, group: number): Uint8Array {
  const length = new DataView(whole.buffer).getUint32(whole.length - 8, true);
  const start = whole.length - 8 - length;
  const footer = [...whole.subarray(start, whole.length - 8)];
  // Field 3, an i64 of 4, before field 4, a list of one struct; and field 3 of that struct in front of its field 5.
  const allAt = find(footer, [0x16, 8, 0x19, 0x1c]);
  const groupAt = footer.findLastIndex((byte, index) => byte === 0x16 && footer[index + 1] === 8);
  const changed = [
    ...[...footer.slice(0, allAt + 1), ...varint(all), ...footer.slice(allAt + 2, groupAt + 1)],
    ...[...varint(group), ...footer.slice(groupAt + 2)],
  ];
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, changed.length, true);
  tail.set(whole.subarray(-4), 4);
  return Uint8Array.of(...whole.subarray(0, start), ...changed, ...tail);
}

function find(bytes: readonly number[], wanted: readonly number[]): number {
  return bytes.findIndex((_, at) => wanted.every((byte, index) => bytes[at + index] === byte));
}
