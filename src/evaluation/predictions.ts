import { at } from "../base/ndarray.js";
import { csvLine } from "./csv-line.js";

/** What `predictions.csv` says of any row; every column has one entry a row. */
export interface PredictedRows {
  readonly split: readonly string[];
  readonly id: readonly string[];
  readonly subject: readonly string[];
  /** Value names as text; "" is missing. */
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Continuous attributes in their own unit; their bins are among `attributes`. Absent: there are none. */
  readonly numbers?: readonly PredictedNumber[];
}

/** `predictions.csv` as columns, of a label that is classes. */
export interface PredictionTable extends PredictedRows {
  /** K names. `["0", "1"]` is the binary form with one `score` column: the probability of class 1. */
  readonly classNames: readonly string[];
  /** [n], 0..K-1. */
  readonly label: Int32Array;
  /** Row-major [n, K]; rows sum to 1. */
  readonly probabilities: Float64Array;
}

/** A continuous attribute: what is true, and what the model says. */
export interface PredictedNumber {
  readonly name: string;
  /** [n], NaN missing. */
  readonly values: Float64Array;
  /** [n]; null where the model has no head for it. */
  readonly predictions: Float64Array | null;
}

/** Columns that say which row it is, first in our files. */
export const rowColumns = ["split", "id", "subject"] as const;

/** Columns that every file has whose label is classes or a number. */
export const keyColumns = [...rowColumns, "label"] as const;

/**
 * The text of `predictions.csv`: RFC 4180 quoting, LF line ends, header first.
 *
 * Columns: split, id, subject, label, then `score` (class names 0 and 1) or `score_<class>` for each
 * class, then `attr_<name>`, then `number_<name>` and `predicted_<name>` of each continuous attribute. Labels are written by class name. Numbers are the shortest text that reads
 * back to the same float64.
 */
export function formatPredictions(table: PredictionTable): string {
  const { classNames } = table;
  const classes = classNames.length;
  const scoreNames = isBinary(classNames) ? ["score"] : classNames.map((name) => `score_${name}`);
  return formatRows(table, ["label", ...scoreNames], (row) => {
    const scores = isBinary(classNames)
      ? [at(table.probabilities, 2 * row + 1)]
      : [...table.probabilities.subarray(row * classes, (row + 1) * classes)];
    return [at(classNames, at(table.label, row)), ...scores.map(String)];
  });
}

/**
 * The text of a `predictions.csv`: split, id and subject, `own` columns, then those of attributes.
 * @param fields of the own columns in a row.
 */
export function formatRows(
  table: PredictedRows,
  own: readonly string[],
  fields: (row: number) => readonly string[],
): string {
  const { attributes, numbers = [] } = table;
  const header = [
    ...rowColumns,
    ...own,
    ...attributes.map(({ name }) => `attr_${name}`),
    ...numbers.flatMap(({ name, predictions }) => [
      `number_${name}`,
      ...(predictions === null ? [] : [`predicted_${name}`]),
    ]),
  ];
  const lines = table.id.map((_, row) =>
    csvLine([
      ...rowColumns.map((name) => at(table[name], row)),
      ...fields(row),
      ...attributes.map(({ values }) => at(values, row)),
      ...numbers.flatMap(({ values, predictions }) => [
        Number.isNaN(at(values, row)) ? "" : String(at(values, row)),
        ...(predictions === null ? [] : [String(at(predictions, row))]),
      ]),
    ]),
  );
  return [csvLine(header), ...lines].join("");
}

function isBinary(classNames: readonly string[]): boolean {
  return classNames.length === 2 && classNames[0] === "0" && classNames[1] === "1";
}
