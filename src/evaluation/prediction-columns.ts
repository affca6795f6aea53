import { CsvError, parse } from "csv-parse/sync";
import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { PredictedRows } from "./predictions.js";

/** Columns that a file has beside those of any row. */
export interface OwnColumns {
  /** Those that every row has a field in: `rowColumns`, and `label` where there is one. */
  readonly keys: readonly string[];
  /** Are these names of own columns? */
  readonly isOwn: (name: string) => boolean;
  /** All legal names, for errors. */
  readonly expected: string;
  /** @throws DataError where own columns are missing. */
  readonly check: (header: readonly string[], where: string) => void;
}

/** A `predictions.csv` whose rows and common columns have been read. */
export interface PredictionColumns {
  readonly header: readonly string[];
  /** Split, id, subject, attributes, numbers. */
  readonly rows: PredictedRows;
  /** The fields of a column that the header has. */
  readonly read: (title: string) => readonly string[];
}

/**
 * Read what every `predictions.csv` has; columns in any order, UTF-8 with or without BOM.
 *
 * `source` names the file in errors; rows are counted as in a spreadsheet, the header is row 1.
 * @throws DataError with row and column for: broken quoting, an unknown, missing or repeated column, a row with too few or too
 * many fields, an empty key, a `number_` or `predicted_` that is no number, an id twice in one split.
 */
export function readPredictionColumns(
  text: string,
  source: string,
  own: OwnColumns,
): PredictionColumns {
  const records = readRecords(text, source);
  const header = records.shift();
  if (header === undefined || records.length === 0) throw new DataError(source, "no rows");
  checkHeader(header, `${source} row 1`, own);
  for (const [index, record] of records.entries()) {
    if (record.length !== header.length) {
      throw new DataError(`${source} row ${index + 2}`, "number of fields", {
        expected: header.length,
        got: record.length,
      });
    }
  }
  const read = (title: string): string[] => {
    const column = header.indexOf(title);
    return records.map((record) => record[column] ?? "");
  };
  for (const name of own.keys) {
    const empty = read(name).indexOf("");
    if (empty >= 0) throw new DataError(fieldName(source, empty, name), "empty");
  }
  const rows: PredictedRows = {
    split: shareTexts(read("split")),
    id: read("id"),
    subject: read("subject"),
    attributes: header
      .filter((title) => title.startsWith("attr_"))
      .map((title) => ({ name: title.slice("attr_".length), values: shareTexts(read(title)) })),
    ...readNumbers(header, read, source),
  };
  checkUnique(rows, source);
  return { header, rows, read };
}

/** The same texts, equal ones the same object: a column of few values is millions of equal texts as read. */
function shareTexts(fields: readonly string[]): string[] {
  const known = new Map<string, string>();
  return fields.map((text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    known.set(text, text);
    return text;
  });
}

/** A field as errors call it. */
export function fieldName(source: string, row: number, column: string): string {
  return `${source} row ${row + 2}, column ${column}`;
}

/** A column of finite numbers; an empty field is `missing`, or without it an error. */
export function readNumberColumn(
  fields: readonly string[],
  source: string,
  title: string,
  missing: number | null = null,
): Float64Array {
  return Float64Array.from(fields, (text, row) => {
    if (text === "" && missing !== null) return missing;
    const number = text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(number)) return number;
    throw new DataError(fieldName(source, row, title), "not a number", { got: text });
  });
}

/**
 * A column of probabilities.
 * @throws DataError with row and column for a field that is no number in 0..1.
 */
export function readProbabilityColumn(
  fields: readonly string[],
  source: string,
  title: string,
): Float64Array {
  return Float64Array.from(fields, (text, row) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (value >= 0 && value <= 1) return value;
    throw new DataError(fieldName(source, row, title), "not a probability", {
      expected: "a number in 0..1",
      got: text,
      advice: adviceOn(text.trim()),
    });
  });
}

function adviceOn(text: string): string {
  if (text === "") return "The field is empty: leave the row out, or give its score.";
  return /^\d*,\d+$/.test(text)
    ? "Write a point for the decimal comma."
    : "Logits become probabilities by sigmoid or softmax.";
}

function readRecords(text: string, source: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataError(source, "not a CSV file", { got: error.message });
  }
}

function checkHeader(
  header: readonly string[],
  where: string,
  { keys, isOwn, expected, check }: OwnColumns,
): void {
  for (const [index, name] of header.entries()) {
    if (header.indexOf(name) !== index) throw new DataError(where, `column ${name} occurs twice`);
    const known = keys.includes(name) || isOwn(name) || /^(attr|number|predicted)_./s.test(name);
    if (!known) throw new DataError(where, "unknown column", { expected, got: name });
  }
  for (const name of keys) {
    if (header.includes(name)) continue;
    throw new DataError(where, `column ${name} is missing`, {
      got: header,
      ...(name === "subject"
        ? { advice: "If every image is of another person, copy id to subject." }
        : {}),
    });
  }
  check(header, where);
}

/** Pairs of `number_<name>` and `predicted_<name>`; no key where there are none. */
function readNumbers(
  header: readonly string[],
  read: (title: string) => string[],
  source: string,
): Pick<PredictedRows, "numbers"> {
  const column = (title: string, missing: number | null) =>
    readNumberColumn(read(title), source, title, missing);
  const numbers = header
    .filter((title) => title.startsWith("number_"))
    .map((title) => {
      const name = title.slice("number_".length);
      const predicted = `predicted_${name}`;
      return {
        name,
        values: column(title, NaN),
        predictions: header.includes(predicted) ? column(predicted, null) : null,
      };
    });
  const stray = header.find(
    (title) =>
      title.startsWith("predicted_") &&
      !header.includes(`number_${title.slice("predicted_".length)}`),
  );
  if (stray !== undefined) {
    throw new DataError(`${source} row 1`, `column ${stray} has no number_ beside it`);
  }
  return numbers.length === 0 ? {} : { numbers };
}

function checkUnique({ split, id }: PredictedRows, source: string): void {
  const seenIn = new Map<string, Map<string, number>>();
  for (const [row, name] of id.entries()) {
    const own = at(split, row);
    const seen = seenIn.get(own) ?? new Map<string, number>();
    if (seen.size === 0) seenIn.set(own, seen);
    const first = seen.get(name);
    if (first !== undefined) {
      throw new DataError(fieldName(source, row, "id"), `twice in split ${own}`, {
        got: name,
        "first in row": first + 2,
      });
    }
    seen.set(name, row);
  }
}
