import { ConfigError, DataError, nearestName } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { readTable } from "../../data/datasets/embeddings/table.js";
import { openCsv } from "../../data/formats/csv-rows.js";
import { readProbabilities } from "../../evaluation/parse-predictions.js";
import { fieldName, readNumberColumn } from "../../evaluation/prediction-columns.js";
import type { PredictedNumber } from "../../evaluation/predictions.js";
import type { AnyPredictions, Unanswered } from "./audit-input-of.js";

/** Columns of the table of an audit, by what they are for; what is absent has the name in brackets. */
export interface AuditColumns {
  /** (`label`). */
  readonly target?: string;
  /** Columns `attr_<name>` or `<name>` (all `attr_<name>`). */
  readonly attributes?: readonly string[];
  /** (`id` where there is one, else rows are numbered). */
  readonly id?: string;
  /** (`subject` where there is one, else each row is a subject of its own). */
  readonly subject?: string;
  /** Probability of the second of two classes (`score`, or `score_<class>` of each class, where there are such). */
  readonly score?: string;
}

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
 * `score_<class>` in the order of these columns. An attribute whose cells are numbers of more than ten values is a number. A column
 * `split` names the parts.
 * @throws ConfigError for a column that the table has not, with the nearest name, and for no attributes.
 * @throws DataError as `readTable` and `readProbabilities`, for a label that has no score, and `--score` where there are not two classes.
 */
export async function readAuditTable(path: string, columns: AuditColumns): Promise<AuditTable> {
  const { header } = await openCsv(path);
  const named = nameColumns(path, header, columns);
  const { target, id, subject, attributes, scores } = named;
  const table = await readTable({ table: path, id, target, subject, attributes: [] });
  const own = header.includes("split") ? ["split"] : [];
  const texts = await readTexts(path, [...own, ...attributes.map(({ column }) => column), ...scores]); // prettier-ignore
  const read = (column: string) => texts.get(column) ?? [];
  const cells = attributes.map(({ name, column }) => ({ name, column, values: read(column) }));
  const numbers = cells.filter(({ values }) => isNumber(values));
  const rows = {
    split: own.length > 0 ? filled(read("split"), path) : table.ids.map(() => wholeSplit),
    id: table.ids,
    subject: table.subjects,
    attributes: cells.filter((column) => !numbers.includes(column)),
    numbers: numbers.map(({ name, column, values }): PredictedNumber => {
      return { name, values: readNumberColumn(values, path, column, NaN), predictions: null };
    }),
  };
  const { valueNames, codes } = table.label;
  if (scores.length === 0) {
    const unanswered = { ...rows, classNames: valueNames, label: codes };
    return { predictions: { kind: "unanswered", table: unanswered }, idColumn: table.idColumn, notes: [] }; // prettier-ignore
  }
  const isOne = scores.length === 1;
  if (isOne && valueNames.length !== 2) {
    throw new DataError(`${path}, column ${at(scores, 0)}`, "one score is of two classes", {
      expected: "score_<class> for each class",
      got: valueNames,
    });
  }
  const classNames = isOne ? valueNames : scores.map((name) => name.slice(scorePrefix.length));
  const label = classNumbers(table.label, classNames, path, target);
  const probabilities = readProbabilities(scores, classNames.length, read, path);
  return {
    predictions: { kind: "classes", table: { ...rows, classNames, label, probabilities } },
    idColumn: table.idColumn,
    notes: isOne ? [`${at(scores, 0)} is taken for the probability of ${at(classNames, 1)}`] : [],
  };
}

const scorePrefix = "score_";
const attributePrefix = "attr_";

function nameColumns(path: string, header: readonly string[], columns: AuditColumns) {
  const { target = "label", id, score } = columns;
  const subject = columns.subject ?? (header.includes("subject") ? "subject" : undefined);
  requireColumn("--target", path, header, target);
  if (id !== undefined) requireColumn("--id", path, header, id);
  if (subject !== undefined) requireColumn("--subject", path, header, subject);
  if (score !== undefined) requireColumn("--score", path, header, score);
  const prefixed = header.filter((name) => name.startsWith(attributePrefix));
  const asked = columns.attributes ?? prefixed.map((name) => name.slice(attributePrefix.length));
  if (asked.length === 0) {
    throw new ConfigError("--attributes", `${path} has no columns attr_<name>`, {
      advice: "Name the columns of the attributes: --attributes sex,site.",
    });
  }
  const attributes = asked.map((name) => {
    const full = `${attributePrefix}${name}`;
    const column = header.includes(full) ? full : name;
    requireColumn("--attributes", path, header, column);
    if (column === target) {
      throw new ConfigError("--attributes", "the target is no attribute", { got: name });
    }
    return { name, column };
  });
  const ofClasses = header.filter((name) => name.startsWith(scorePrefix));
  const scores = score !== undefined ? [score] : header.includes("score") ? ["score"] : ofClasses;
  return { target, id, subject, attributes, scores };
}

function requireColumn(flag: string, path: string, header: readonly string[], name: string): void {
  if (header.includes(name)) return;
  const nearest = nearestName(name, header);
  const shown = header.slice(0, 20).join(", ");
  throw new ConfigError(flag, `${path} has no such column`, {
    expected: header.length > 20 ? `${shown}, …` : shown,
    got: name,
    ...(nearest === undefined ? {} : { advice: `Did you mean ${nearest}?` }),
  });
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

function filled(cells: readonly string[], path: string): readonly string[] {
  const empty = cells.indexOf("");
  if (empty < 0) return cells;
  throw new DataError(fieldName(path, empty, "split"), "empty");
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
