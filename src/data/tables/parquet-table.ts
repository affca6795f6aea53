import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { AsyncBuffer, FileMetaData, ParquetParsers, SchemaTree } from "hyparquet";
import { DataError, FormatError, UnconfoundError } from "../../base/errors.js";
import { checkHeader } from "../formats/check-header.js";
import { withFile, type OpenFile } from "../formats/file-chunks.js";
import { readParquetColumn } from "./parquet/column.js";
import { createStringTable, type StringTable } from "./string-table.js";

/**
 * A Parquet file as a table of texts: any compression but LZO; dictionaries (pandas' categories), any number of row groups.
 *
 * Cells are spelled so: null and NaN are empty; numbers in decimal, as short as the double allows (`1.0` is `1`);
 * booleans `true` and `false`; dates `2020-01-31`, times `2020-01-31T12:30:05.25` in UTC; texts lose the spaces
 * around them. Columns of lists, maps, structs or raw bytes are in the header, but asking for one is an error.
 *
 * Rows are counted from 1: there is no header row.
 * @param name what messages call it.
 * @throws DataError where the file cannot be read, for no rows or columns, a column without a name or twice.
 * @throws FormatError for a file that is not Parquet, is cut off or damaged (as {@link readParquetColumn}), or says that it
 * has more than 1,024 cells a byte.
 */
export async function readParquetTable(path: string, name: string): Promise<StringTable> {
  return withFile(path, (file) => readParquet(file, name));
}

async function readParquet({ length, read }: OpenFile, name: string): Promise<StringTable> {
  const file: AsyncBuffer = {
    byteLength: length,
    slice: async (start, end) => (await read(start, end ?? length)).buffer,
  };
  const metadata = await orRefuse(name, () => parquetMetadataAsync(file, { geoparquet: false }));
  const root = await orRefuse(name, () => parquetSchema(metadata));
  const fields = root.children;
  const header = fields.map(({ element }) => element.name);
  checkHeader(name, header);
  const rows = rowsOf(metadata, { name, columns: header.length, byteLength: length });
  const unusable = new Map(
    fields.flatMap((field) => (isPlain(field) ? [] : [[field.element.name, unusableReason]])),
  );
  const columns = await orRefuse(name, () => readColumns(file, metadata, root, rows, name));
  return createStringTable({
    source: name,
    header,
    rows,
    unusable,
    place: (row) => `${name} row ${row + 1}`,
    cells: (column) => columns.get(header[column] ?? "") ?? [],
  });
}

const unusableReason = "the column holds lists, objects or raw bytes, not single values";

function isPlain({ children, element }: SchemaTree): boolean {
  if (children.length > 0 || element.repetition_type === "REPEATED") return false;
  const { type, converted_type: converted, logical_type: logical } = element;
  const isText =
    converted === "UTF8" ||
    converted === "ENUM" ||
    logical?.type === "STRING" ||
    logical?.type === "ENUM";
  const isNumber =
    converted === "DECIMAL" || logical?.type === "FLOAT16" || logical?.type === "UUID";
  const isBytes = type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY";
  return !isBytes || isText || isNumber;
}

/** Cells that a byte of a file may stand for: no table that tells images apart has so many. */
const mostCellsPerByte = 1024;

/**
 * The number of rows, after the check that row groups add up to it and that the file can hold so many cells.
 * @throws DataError for none; FormatError for a number that cannot be.
 */
function rowsOf({ num_rows: total, row_groups: groups }: FileMetaData, file: ParquetFile): number {
  const { name, columns, byteLength } = file;
  const rows = Number(total);
  if (rows === 0) throw new DataError(name, "the table has no rows");
  const counts = groups.map((group) => Number(group.num_rows));
  const sum = counts.reduce((before, count) => before + count, 0);
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0) || sum !== rows) {
    throw new FormatError(name, "row groups of the Parquet file differ from its number of rows", {
      expected: rows,
      got: counts,
    });
  }
  if (rows * columns > mostCellsPerByte * byteLength) {
    throw new FormatError(name, "Parquet file says that it has more cells than are read", {
      expected: `at most ${mostCellsPerByte * byteLength}`,
      got: rows * columns,
      rows,
      columns,
      bytes: byteLength,
    });
  }
  return rows;
}

interface ParquetFile {
  readonly name: string;
  readonly columns: number;
  readonly byteLength: number;
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  root: SchemaTree,
  rows: number,
  name: string,
): Promise<ReadonlyMap<string, string[]>> {
  const spell = createSpeller();
  const found = new Map<string, string[]>();
  for (const column of root.children.filter(isPlain)) {
    const cells = new Array<string>(rows).fill("");
    const put = (row: number, value: unknown): void => {
      cells[row] = spell(value);
    };
    const where = `${name}, column ${column.element.name}`;
    await readParquetColumn(file, metadata, { path: [root, column], parsers, put }, where);
    found.set(column.element.name, cells);
  }
  return found;
}

/** Spells values; equal texts are one text in memory, up to a number of them. */
function createSpeller(): (value: unknown) => string {
  const known = new Map<unknown, string>();
  return (value) => {
    let text = known.get(value);
    if (text !== undefined) return text;
    text = spelled(value);
    if (known.size < 1 << 16) known.set(value, text);
    return text;
  };
}

function spelled(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  return "";
}

/** Dates and times as text, to the last digit that the file has. */
const parsers: Partial<ParquetParsers> = {
  dateFromDays: (days: number | undefined) => (days === undefined ? null : day(BigInt(days))),
  timestampFromMilliseconds: (ticks) => moment(ticks, 3),
  timestampFromMicroseconds: (ticks) => moment(ticks, 6),
  timestampFromNanoseconds: (ticks) => moment(ticks, 9),
};

const secondsOfDay = 86400n;

/** `2020-01-31` for days since 1970. Days that a calendar of four-digit years has not keep their number. */
function day(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000);
  const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return /^\d{4}-/.test(text) ? text.slice(0, 10) : String(days);
}

/** A moment in units of 10^-digits seconds since 1970; null where the cell is null. */
function moment(ticks: bigint | null | undefined, digits: number): string | null {
  if (ticks === null || ticks === undefined) return null;
  const perSecond = 10n ** BigInt(digits);
  const [seconds, fraction] = floorDivide(ticks, perSecond);
  const [days, time] = floorDivide(seconds, secondsOfDay);
  const two = (value: bigint) => String(value).padStart(2, "0");
  const clock = [time / 3600n, (time / 60n) % 60n, time % 60n].map(two).join(":");
  const rest = String(fraction).padStart(digits, "0").replace(/0+$/, "");
  return `${day(days)}T${clock}${rest === "" ? "" : `.${rest}`}`;
}

function floorDivide(value: bigint, by: bigint): [quotient: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

/** Anything may be thrown by a library that reads a damaged file; errors of our own pass through. */
async function orRefuse<T>(name: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnconfoundError) throw error;
    throw new FormatError(name, "not a Parquet file that can be read", {
      got: error instanceof Error ? error.message : String(error),
    });
  }
}
