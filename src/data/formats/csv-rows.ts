import Papa from "papaparse";
import { DataError, FormatError } from "../../base/errors.js";
import { checkHeader } from "./check-header.js";
import { plainChunks } from "./plain-chunks.js";

/** One record of a table. */
export interface CsvRow {
  /** As in a spreadsheet: the header is row 1, and blank lines count. */
  readonly row: number;
  readonly fields: readonly string[];
}

/** A table on disk: its header, and its rows one after the other. */
export interface CsvFile {
  readonly path: string;
  readonly header: readonly string[];
  readonly rows: () => AsyncGenerator<CsvRow, void>;
}

/** Characters that one record may have; more means a quote that is never closed. */
const longestRecord = 1 << 26;

/**
 * Open a table: UTF-8 with or without BOM, a header, commas (tabs in a `.tsv`; semicolons or tabs where the first line has
 * them and no comma, as spreadsheets write them in some countries), quotes where a field needs them, any line ends. Blank lines are skipped; fields lose the spaces around them, quoted ones too. A quote
 * inside an unquoted field is a character. Rows are read a megabyte at a time, so the file may be larger than
 * memory. A path that ends in `.gz` is unpacked as it is read.
 *
 * A comma at the end of every line makes a last column without name and cells: it is left out.
 * @param name what messages call it; the path where it is left out.
 * @param header of a file that has none of its own: its first line is a row.
 * @throws DataError where the file cannot be read, for no header, a column without a name or twice; `rows`
 * throws FormatError for text that is not UTF-8 and, with the row, for broken quotes; DataError with the row for
 * too few or too many fields.
 */
export async function openCsv(
  path: string,
  name = path,
  header?: readonly string[],
): Promise<CsvFile> {
  const first = readRecords(path, name);
  const start = await first.next();
  await first.return(undefined);
  const [record] = start.done === true ? [] : start.value;
  if (record === undefined) throw new DataError(name, "the table is empty");
  if (header !== undefined) {
    const shape = { width: header.length, hasHeader: false, hasEnd: false };
    return { path, header, rows: () => bodyOf(path, name, shape) };
  }
  const { row, fields } = record;
  const hasEnd = fields.length > 1 && fields.at(-1) === "";
  const names = hasEnd ? fields.slice(0, -1) : fields;
  checkHeader(`${name} row ${row}`, names);
  const shape = { width: fields.length, hasHeader: true, hasEnd };
  return { path, header: names, rows: () => bodyOf(path, name, shape) };
}

/** What every record has. */
interface RecordShape {
  /** Fields of the file, a last one without name among them. */
  readonly width: number;
  /** The first record names the columns. */
  readonly hasHeader: boolean;
  /** The last column has no name, so that it may have no cells. */
  readonly hasEnd: boolean;
}

async function* bodyOf(
  path: string,
  name: string,
  { width, hasHeader, hasEnd }: RecordShape,
): AsyncGenerator<CsvRow, void> {
  let isHeader = hasHeader;
  for await (const records of readRecords(path, name)) {
    for (const record of records) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const { row, fields } = record;
      if (fields.length !== width) {
        throw new DataError(`${name} row ${row}`, "number of fields", {
          expected: width,
          got: fields.length,
        });
      }
      const last = fields[width - 1] ?? "";
      if (hasEnd && last !== "") {
        throw new DataError(`${name} row ${row}`, `column ${width} has a cell and no name`, {
          got: last,
        });
      }
      yield hasEnd ? { row, fields: fields.slice(0, -1) } : record;
    }
  }
}

/** Records of the file that are not blank, the header among them, some at a time but never none. */
async function* readRecords(path: string, name: string): AsyncGenerator<CsvRow[], void> {
  let delimiter: string | undefined = /\.tsv(\.gz)?$/i.test(path) ? "\t" : undefined;
  let row = 0;
  for await (const text of wholeRecords(path, name)) {
    delimiter ??= delimiterOf(text);
    const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: "\n" });
    const [broken] = errors;
    if (broken !== undefined) {
      const index = Math.min(broken.row ?? 0, data.length - 1);
      refuseQuotes(`${name} row ${row + index + 1}`, broken.message);
    }
    const records: CsvRow[] = [];
    for (const fields of data) {
      row += 1;
      trimFields(fields, name, row);
      if (fields.length > 1 || fields[0] !== "") records.push({ row, fields });
    }
    if (records.length > 0) yield records;
  }
}

/** What parts the fields of the first line that is not blank, looked for outside of quotes. */
function delimiterOf(text: string): string {
  const line =
    text
      .replace(/"[^"]*"/g, "")
      .trimStart()
      .split("\n", 1)[0] ?? "";
  return [",", ";", "\t"].find((sign) => line.includes(sign)) ?? ",";
}

/** The text in pieces that end where a record ends; without the last line end, all line ends `\n`. */
async function* wholeRecords(path: string, name: string): AsyncGenerator<string, void> {
  let rest = "";
  let isQuoted = false;
  for await (const text of decodedText(path, name)) {
    const from = rest.length;
    rest += text;
    const found = endOfRecords(rest, from, isQuoted);
    const { end } = found;
    ({ isQuoted } = found);
    if (end > 0) yield unixLines(rest.slice(0, end)).slice(0, -1);
    rest = rest.slice(end);
    if (rest.length > longestRecord) {
      refuseQuotes(`${name}, the last ${longestRecord} characters read`, "no record ends here");
    }
  }
  if (rest !== "") yield unixLines(rest);
}

/** @throws FormatError where bytes are not UTF-8. */
async function* decodedText(path: string, name: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new FormatError(name, "the text is not UTF-8", {
        advice: "Save the table as UTF-8 (in a spreadsheet: CSV UTF-8).",
      });
    }
  };
  for await (const bytes of plainChunks(path, name)) yield decode(bytes);
  yield decode();
}

/**
 * Place after the last line end outside quotes from place `from` on, 0 where there is none; and whether the text ends
 * inside of quotes. `startsQuoted` says whether `from` is.
 */
function endOfRecords(
  text: string,
  from: number,
  startsQuoted: boolean,
): { readonly end: number; readonly isQuoted: boolean } {
  let end = 0;
  let isQuoted = startsQuoted;
  for (let start = from; ; isQuoted = !isQuoted) {
    const quote = text.indexOf('"', start);
    const stop = quote < 0 ? text.length : quote;
    if (!isQuoted && stop > start) {
      const line = text.lastIndexOf("\n", stop - 1);
      if (line >= start) end = line + 1;
    }
    if (quote < 0) return { end, isQuoted };
    start = quote + 1;
  }
}

function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function trimFields(fields: string[], name: string, row: number): void {
  for (let place = 0; place < fields.length; place++) {
    const field = fields[place] ?? "";
    if (isTrim(field.charCodeAt(0)) && isTrim(field.charCodeAt(field.length - 1))) continue;
    const text = field.trim();
    if (text !== field && text.startsWith('"')) {
      refuseQuotes(`${name} row ${row}`, `spaces before ${text}`);
    }
    fields[place] = text;
  }
}

/** True for the printing characters of ASCII: such an end needs no trimming. */
function isTrim(code: number): boolean {
  return code > 32 && code < 127;
}

function refuseQuotes(where: string, got: string): never {
  throw new FormatError(where, "broken quotes", {
    got,
    advice:
      'A quoted field starts and ends at the comma or line end; a quote inside it is written "".',
  });
}
