import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { readTable, readTableNames } from "../../data/datasets/embeddings/table.js";
import { openCsv } from "../../data/formats/csv-rows.js";
import { readProbabilities } from "../../evaluation/parse-predictions.js";
import { fieldName, readNumberColumn } from "../../evaluation/prediction-columns.js";
import type { PredictedNumber, PredictedRows } from "../../evaluation/predictions.js";
import type { AnyPredictions, Unanswered } from "./audit-input-of.js";
import {
  nameTableColumns,
  scorePrefix,
  type AuditColumns,
  type ClassColumns,
  type NamedColumns,
  type NumberColumns,
} from "./name-table-columns.js";

/** A table as predictions are, or without scores; rows in its order. */
export interface AuditTable {
  readonly predictions: AnyPredictions | Unanswered;
  readonly idColumn: string | null;
  readonly notes: readonly string[];
}

/** A column of numbers with more values is cut into thirds. */
const mostNumberValues = 10;

const wholeSplit = "all rows";

/**
 * Read the table that comes with features. Classes are in the order of their numbers, else by character code; with
 * `score_<class>` in the order of these columns. Of a number its label, its prediction and its bin are read where they are there. An attribute whose cells are numbers
 * of more than ten values is a number. A column `split` names the parts.
 * @throws ConfigError as `nameTableColumns`.
 * @throws DataError as `readTable` and `readProbabilities`, for a label that has no score, `--score` where there are not two classes, and with row and column for a
 * label or prediction of a number that is none.
 */
export async function readAuditTable(path: string, columns: AuditColumns): Promise<AuditTable> {
  const { header } = await openCsv(path);
  const named = nameTableColumns(path, header, columns);
  const { answers } = named;
  return answers.kind === "number"
    ? readNumberTable(path, header, named, answers)
    : readClassTable(path, header, named, answers);
}

/** A table, read by column. */
interface ReadRows {
  readonly rows: Omit<PredictedRows, "id" | "subject">;
  readonly read: (column: string) => readonly string[];
}

/** Parts and attributes, and other columns as they are. @param count of rows. */
async function readRows(
  path: string,
  header: readonly string[],
  { attributes }: NamedColumns,
  others: readonly string[],
  count: number,
): Promise<ReadRows> {
  const own = header.includes("split") ? ["split"] : [];
  const texts = await readTexts(path, [...own, ...attributes.map(({ column }) => column), ...others]); // prettier-ignore
  const read = (column: string) => texts.get(column) ?? [];
  const cells = attributes.map(({ name, column }) => ({ name, column, values: read(column) }));
  const numbers = cells.filter(({ values }) => isNumber(values));
  return {
    read,
    rows: {
      split: own.length > 0 ? filled(read("split"), path) : Array.from({ length: count }, () => wholeSplit), // prettier-ignore
      attributes: cells.filter((column) => !numbers.includes(column)),
      numbers: numbers.map(({ name, column, values }): PredictedNumber => {
        return { name, values: readNumberColumn(values, path, column, NaN), predictions: null };
      }),
    },
  };
}

async function readNumberTable(
  path: string,
  header: readonly string[],
  named: NamedColumns,
  { prediction, bin }: NumberColumns,
): Promise<AuditTable> {
  const { target, id, subject } = named;
  const names = await readTableNames({ table: path, id, subject });
  const others = [target, prediction, bin].filter((column) => column !== undefined);
  const { rows, read } = await readRows(path, header, named, others, names.rows);
  const table = {
    ...rows,
    ...{ id: names.ids, subject: names.subjects },
    labels: readNumberColumn(read(target), path, target),
    predictions: prediction === undefined ? null : readNumberColumn(read(prediction), path, prediction), // prettier-ignore
    bins: bin === undefined ? null : filled(read(bin), path, bin),
  };
  const notes = prediction === undefined ? [] : [`${prediction} is taken for what is predicted of ${target}, a number`]; // prettier-ignore
  return { predictions: { kind: "number", table }, idColumn: names.idColumn, notes };
}

async function readClassTable(
  path: string,
  header: readonly string[],
  named: NamedColumns,
  { scores }: ClassColumns,
): Promise<AuditTable> {
  const { target, id, subject } = named;
  const table = await readTable({ table: path, id, target, subject, attributes: [] });
  const { rows: others, read } = await readRows(path, header, named, scores, table.rows);
  const rows = { ...others, id: table.ids, subject: table.subjects };
  const { valueNames, codes } = table.label;
  const { idColumn } = table;
  const doubt = numberNotes(target, valueNames);
  if (scores.length === 0) {
    const unanswered = { ...rows, classNames: valueNames, label: codes };
    return { predictions: { kind: "unanswered", table: unanswered }, idColumn, notes: doubt };
  }
  const isOne = scores.length === 1;
  if (isOne && valueNames.length !== 2) {
    throw new DataError(`${path}, column ${at(scores, 0)}`, "one score is of two classes", {
      expected: "score_<class> for each class",
      got: valueNames,
      ...(doubt.length === 0 ? {} : { advice: `Of a number: --as number, its prediction by --prediction.` }), // prettier-ignore
    });
  }
  const classNames = isOne ? valueNames : scores.map((name) => name.slice(scorePrefix.length));
  const label = classNumbers(table.label, classNames, path, target);
  const probabilities = readProbabilities(scores, classNames.length, read, path);
  const taken = isOne ? [`${at(scores, 0)} is taken for the probability of ${at(classNames, 1)}`] : []; // prettier-ignore
  return {
    predictions: { kind: "classes", table: { ...rows, classNames, label, probabilities } },
    idColumn,
    notes: [...taken, ...doubt],
  };
}

/** Many classes that are numbers may be a number. */
function numberNotes(target: string, valueNames: readonly string[]): string[] {
  return isNumber(valueNames)
    ? [`${target} is taken for ${valueNames.length} classes: if it is a number, say --as number`]
    : [];
}

async function readTexts(
  path: string,
  names: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const { header, rows } = await openCsv(path);
  const columns = names.map((name) => ({ place: header.indexOf(name), cells: [] as string[] }));
  for await (const { fields } of rows()) {
    for (const { place, cells } of columns) cells.push(at(fields, place));
  }
  return new Map(names.map((name, index) => [name, at(columns, index).cells]));
}

function isNumber(cells: readonly string[]): boolean {
  const values = new Set(cells.filter((cell) => cell !== ""));
  return values.size > mostNumberValues && [...values].every((cell) => Number.isFinite(Number(cell))); // prettier-ignore
}

function filled(cells: readonly string[], path: string, column = "split"): readonly string[] {
  const empty = cells.indexOf("");
  if (empty < 0) return cells;
  throw new DataError(fieldName(path, empty, column), "empty");
}

function classNumbers(
  { valueNames, codes }: { readonly valueNames: readonly string[]; readonly codes: Int32Array },
  classNames: readonly string[],
  path: string,
  target: string,
): Int32Array {
  return codes.map((code, row) => {
    if (code < 0) return -1;
    const name = at(valueNames, code);
    const label = classNames.indexOf(name);
    if (label >= 0) return label;
    throw new DataError(fieldName(path, row, target), "no score of this class", {
      expected: classNames,
      got: name,
    });
  });
}
