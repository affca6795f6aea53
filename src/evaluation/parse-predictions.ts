import { CsvError, parse } from "csv-parse/sync";
import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { keyColumns, type PredictionTable } from "./predictions.js";

/**
 * Read `predictions.csv`, ours or another program's; columns in any order, UTF-8 with or without BOM.
 *
 * `source` names the file in errors; rows are counted as in a spreadsheet, the header is row 1.
 * With `score` the labels are 0 and 1. With `score_<class>` they are class names, in the order of the columns.
 * @throws DataError with row and column for: broken quoting, an unknown, missing or repeated column, a
 * row with too few or too many fields, an empty key, a label that is no class, a score that is not a number in
 * 0..1, a `number_` or `predicted_` that is no number, class scores that do not sum to 1 within 1e-3, an id twice in one split.
 */
export function parsePredictions(text: string, source: string): PredictionTable {
  const [header, ...rows] = readRecords(text, source);
  if (header === undefined || rows.length === 0) throw new DataError(source, "no rows");
  const columns = readHeader(header, source);
  for (const [index, row] of rows.entries()) {
    if (row.length !== header.length) {
      throw new DataError(`${source} row ${index + 2}`, "number of fields", {
        expected: header.length,
        got: row.length,
      });
    }
  }
  const read = (column: number): string[] => rows.map((row) => at(row, column));
  const key = (name: (typeof keyColumns)[number]): string[] => {
    const values = read(at(columns.keys, keyColumns.indexOf(name)));
    const empty = values.indexOf("");
    if (empty >= 0) throw new DataError(cell(source, empty, name), "empty");
    return values;
  };
  const table: PredictionTable = {
    split: key("split"),
    id: key("id"),
    subject: key("subject"),
    classNames: columns.classNames,
    label: readLabels(key("label"), columns.classNames, source),
    probabilities: readProbabilities(columns, read, source),
    attributes: columns.attributes.map(({ name, column }) => ({ name, values: read(column) })),
    ...readNumbers(header, read, source),
  };
  checkUnique(table, source);
  return table;
}

/** Where each column of the file is. */
interface Header {
  readonly keys: readonly number[];
  readonly classNames: readonly string[];
  readonly scores: readonly { readonly title: string; readonly column: number }[];
  readonly attributes: readonly { readonly name: string; readonly column: number }[];
}

function readRecords(text: string, source: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataError(source, "not a CSV file", { got: error.message });
  }
}

function readHeader(header: readonly string[], source: string): Header {
  const where = `${source} row 1`;
  for (const [index, name] of header.entries()) {
    if (header.indexOf(name) !== index) throw new DataError(where, `column ${name} occurs twice`);
    const known =
      keyColumns.some((key) => key === name) ||
      name === "score" ||
      /^(score|attr|number|predicted)_./s.test(name);
    if (!known) {
      throw new DataError(where, "unknown column", {
        expected:
          "split, id, subject, label, score or score_<class>, attr_<name>, number_<name>, predicted_<name>",
        got: name,
      });
    }
  }
  const keys = keyColumns.map((name) => {
    const index = header.indexOf(name);
    if (index >= 0) return index;
    throw new DataError(where, `column ${name} is missing`, {
      got: header,
      ...(name === "subject"
        ? { advice: "If every image is of another person, copy id to subject." }
        : {}),
    });
  });
  const withPrefix = (prefix: string): { title: string; column: number }[] =>
    header
      .map((title, column) => ({ title, column }))
      .filter(({ title }) => title.startsWith(prefix));
  const classScores = withPrefix("score_");
  const binary = header.indexOf("score");
  if (binary >= 0 ? classScores.length > 0 : classScores.length < 2) {
    throw new DataError(where, "score columns", {
      expected: "either score (two classes), or score_<class> for each of at least two classes",
      got: header,
    });
  }
  return {
    keys,
    classNames:
      binary >= 0 ? ["0", "1"] : classScores.map(({ title }) => title.slice("score_".length)),
    scores: binary >= 0 ? [{ title: "score", column: binary }] : classScores,
    attributes: withPrefix("attr_").map(({ title, column }) => ({
      name: title.slice("attr_".length),
      column,
    })),
  };
}

function readLabels(
  labels: readonly string[],
  classNames: readonly string[],
  source: string,
): Int32Array {
  return Int32Array.from(labels, (label, row) => {
    const index = classNames.indexOf(label);
    if (index < 0) {
      throw new DataError(cell(source, row, "label"), "not a class", {
        expected: classNames,
        got: label,
      });
    }
    return index;
  });
}

/** Pairs of `number_<name>` and `predicted_<name>`; no key where there are none. */
function readNumbers(
  header: readonly string[],
  read: (column: number) => string[],
  source: string,
): Pick<PredictionTable, "numbers"> {
  const column = (title: string, missing: number | null) =>
    Float64Array.from(read(header.indexOf(title)), (text, row) => {
      if (text === "" && missing !== null) return missing;
      const number = text.trim() === "" ? NaN : Number(text);
      if (Number.isFinite(number)) return number;
      throw new DataError(cell(source, row, title), "not a number", { got: text });
    });
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

function readProbabilities(
  { scores, classNames }: Header,
  read: (column: number) => string[],
  source: string,
): Float64Array {
  const columns = scores.map(({ title, column }) =>
    read(column).map((text, row) => readProbability(text, cell(source, row, title))),
  );
  const rows = at(columns, 0).length;
  const classes = classNames.length;
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) {
    return Float64Array.from(first.flatMap((score) => [1 - score, score]));
  }
  const probabilities = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const values = columns.map((column) => at(column, row));
    const sum = values.reduce((left, right) => left + right, 0);
    if (Math.abs(sum - 1) > 1e-3) {
      throw new DataError(`${source} row ${row + 2}, columns score_*`, "sum of the scores", {
        expected: 1,
        got: sum,
        advice: "Divide each row by its sum.",
      });
    }
    probabilities.set(values, row * classes);
  }
  return probabilities;
}

function readProbability(text: string, where: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) {
    throw new DataError(where, "not a probability", {
      expected: "a number in 0..1",
      got: text,
      advice: "Logits become probabilities by sigmoid or softmax.",
    });
  }
  return value;
}

function checkUnique({ split, id }: PredictionTable, source: string): void {
  const seen = new Map<string, number>();
  for (const [row, name] of id.entries()) {
    const key = JSON.stringify([split[row], name]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new DataError(cell(source, row, "id"), `twice in split ${at(split, row)}`, {
        got: name,
        "first in row": first + 2,
      });
    }
    seen.set(key, row);
  }
}

function cell(source: string, row: number, column: string): string {
  return `${source} row ${row + 2}, column ${column}`;
}
