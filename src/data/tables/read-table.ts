import { createHash } from "node:crypto";
import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkHeader } from "../formats/check-header.js";
import { openCsv } from "../formats/csv-rows.js";
import { fileBytes, fileChunks, fileLength } from "../formats/file-chunks.js";
import { readParquetTable } from "./parquet-table.js";
import { parseSidecarLevels } from "./sidecar.js";
import {
  createColumnStore,
  createStringTable,
  tableOfColumns,
  type StringTable,
} from "./string-table.js";

/** A file and what messages call it: its path as the configuration has it. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** A table and the SHA-256 of its file, and of its sidecar where it has one. */
export interface ReadTable {
  readonly table: StringTable;
  readonly hashes: readonly FileHash[];
}

/** What is said about a table beside its file. */
export interface TableReading {
  /** JSON of a BIDS table, for the names of its values. */
  readonly sidecar?: NamedFile | undefined;
  /** Columns of a text table without a header. */
  readonly columns?: readonly string[] | undefined;
}

/** What a file held when it was read. */
export interface FileHash {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Read a table by its ending: `.csv`, `.tsv` (as `openCsv`), both also with `.gz`, or `.parquet` (as
 * `readParquetTable`); with `columns` also `.txt`, by commas. In a `.tsv` the cell `n/a` is missing, as BIDS has it; in
 * the others only the empty one is.
 * @throws ConfigError for another ending, and for `columns` of a Parquet file, twice or without name.
 * @throws DataError, FormatError as the readers; DataError for no rows, more than 16,384 columns of text, and a
 * sidecar that describes no column.
 */
export async function readTable(
  file: NamedFile,
  { sidecar, columns }: TableReading = {},
): Promise<ReadTable> {
  const table = await readRows(file, columns);
  const own = await hashFile(file);
  if (sidecar === undefined) return { table, hashes: [own] };
  const bytes = await fileBytes(sidecar.path, 0, await fileLength(sidecar.path));
  const levels = parseSidecarLevels(new TextDecoder().decode(bytes), sidecar.name);
  const named = createStringTable({
    ...table,
    cells: (column, key) => table.column(at(table.header, column), key),
    levels: (name) => levels.get(name) ?? null,
  });
  const unknown = [...levels.keys()].find((name) => !table.header.includes(name));
  if (unknown !== undefined) {
    throw new DataError(sidecar.name, `${file.name} has no column of this name`, { got: unknown });
  }
  return { table: named, hashes: [own, await hashFile(sidecar)] };
}

async function readRows(
  { path, name }: NamedFile,
  columns: readonly string[] | undefined,
): Promise<StringTable> {
  const [, kind = ""] = /(\.[^./\\]*?(?:\.gz)?)$/.exec(path.toLowerCase()) ?? [];
  if (kind === ".parquet" && columns === undefined) return readParquetTable(path, name);
  const isText = /^\.[ct]sv(\.gz)?$/.test(kind) || (kind === ".txt" && columns !== undefined);
  if (isText) return readTextTable(path, name, kind.startsWith(".tsv") ? "n/a" : "", columns);
  const unnamed = columns === undefined;
  throw new ConfigError(name, "not a table that can be read", {
    expected: unnamed ? ".csv, .tsv, either with .gz, or .parquet" : ".csv, .tsv or .txt",
    got: kind === "" ? "no ending" : kind,
    ...(unnamed && kind === ".txt" ? { advice: "Name the columns of a list by `columns`." } : {}),
  });
}

/** As many as a spreadsheet has; each takes memory before it has a cell. */
const mostColumns = 16_384;

/** @param missing cell that stands for an empty one. */
async function readTextTable(
  path: string,
  name: string,
  missing: string,
  columns: readonly string[] | undefined,
): Promise<StringTable> {
  if (columns !== undefined) checkHeader(`${name}, columns`, columns);
  const { header, rows } = await openCsv(path, name, columns);
  if (header.length > mostColumns) {
    throw new DataError(name, "the table has more columns than are read", {
      expected: `at most ${mostColumns}`,
      got: header.length,
      advice: "Features of another network belong to data.embeddings.",
    });
  }
  const stores = header.map(createColumnStore);
  const rowNumbers: number[] = [];
  for await (const { row, fields } of rows()) {
    rowNumbers.push(row);
    for (let column = 0; column < stores.length; column++) {
      const cell = fields[column] ?? "";
      stores[column]?.add(cell === missing ? "" : cell);
    }
  }
  if (rowNumbers.length === 0) throw new DataError(name, "the table has no rows");
  return tableOfColumns(
    { source: name, header, place: (row) => `${name} row ${at(rowNumbers, row)}` },
    stores.map(({ cells }) => cells),
  );
}

async function hashFile({ path, name }: NamedFile): Promise<FileHash> {
  const hash = createHash("sha256");
  for await (const chunk of fileChunks(path, 0, await fileLength(path))) hash.update(chunk);
  return { name, sha256: hash.digest("hex") };
}
