import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { DataError, FormatError } from "../../base/errors.js";
import { fileLength } from "./file-chunks.js";

/** One record of a table. */
export interface CsvRow {
  /** As in a spreadsheet: the header is row 1. */
  readonly row: number;
  readonly fields: readonly string[];
}

/** A table on disk: its header, and its rows one after the other. */
export interface CsvFile {
  readonly path: string;
  readonly header: readonly string[];
  readonly rows: () => AsyncGenerator<CsvRow, void>;
}

/**
 * Open a table: UTF-8 with or without BOM, a header, commas (tabs in a `.tsv`), quotes where a field needs
 * them. Blank lines are skipped; fields lose the spaces around them. Rows are read one at a time, so the file
 * may be larger than memory.
 * @throws DataError where the file cannot be read, for no header, a column without a name or twice; `rows`
 * throws FormatError with the row for broken quotes and DataError for too few or too many fields.
 */
export async function openCsv(path: string): Promise<CsvFile> {
  // Says by name what cannot be opened; a stream would not.
  await fileLength(path);
  const first = readRecords(path);
  const start = await first.next();
  await first.return(undefined);
  if (start.done === true) throw new DataError(path, "the table is empty");
  const header = start.value;
  for (const [index, name] of header.entries()) {
    if (name === "") throw new DataError(`${path} row 1`, `column ${index + 1} has no name`);
    if (header.indexOf(name) !== index) {
      throw new DataError(`${path} row 1`, `column ${name} occurs twice`);
    }
  }
  return { path, header, rows: () => bodyOf(path, header.length) };
}

async function* bodyOf(path: string, width: number): AsyncGenerator<CsvRow, void> {
  let row = 0;
  for await (const fields of readRecords(path)) {
    row += 1;
    if (row === 1) continue;
    if (fields.length !== width) {
      throw new DataError(`${path} row ${row}`, "number of fields", {
        expected: width,
        got: fields.length,
      });
    }
    yield { row, fields };
  }
}

async function* readRecords(path: string): AsyncGenerator<readonly string[], void> {
  const parser = parse({
    bom: true,
    delimiter: path.toLowerCase().endsWith(".tsv") ? "\t" : ",",
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const fed = pipeline(createReadStream(path), parser);
  // A failure comes out of the parser too; leaving early is none.
  fed.catch(() => undefined);
  let row = 0;
  try {
    for await (const record of parser) {
      row += 1;
      yield record as readonly string[];
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FormatError(`${path}, after row ${row}`, "not a CSV file", { got: error.message });
  }
}
