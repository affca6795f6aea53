import { ConfigError, DataError, didYouMean } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { openCsv } from "../../formats/csv-rows.js";
import { createColumnBinner, type BinnedColumn, type Bins } from "../../tables/binned-column.js";
import { createColumnCoder, type CodedColumn } from "../../tables/coded-column.js";

/** An attribute: a column of categories by its name, or a column of numbers with bins. */
export type AttributeSpec =
  | string
  | {
      readonly name: string;
      readonly bins: Bins;
      /** True: heads see the number, bins are for cells and groups. False: the bins are its categories. */
      readonly continuous: boolean;
    };

/** Columns of the table by what they are for. */
export interface TableSpec {
  readonly table: string;
  /** Undefined: the column `id` where there is one, else rows are numbered. */
  readonly id?: string | undefined;
  readonly target: string;
  readonly attributes: readonly AttributeSpec[];
  /** Undefined: each row is a subject of its own. */
  readonly subject?: string | undefined;
  /** Undefined: the parts are drawn. */
  readonly split?: string | undefined;
}

/** Parts that a split column may name, and how else they are written. */
const partOfWord: ReadonlyMap<string, TablePart> = new Map([
  ["train", "train"],
  ["validation", "validation"],
  ["valid", "validation"],
  ["val", "validation"],
  ["test", "test"],
]);

export type TablePart = "train" | "validation" | "test";

/** An attribute's column; `numbers` where it is continuous. */
export type TableAttribute = CodedColumn & Partial<Pick<BinnedColumn, "numbers">>;

/** What a run needs of a table; every list has one entry a row. */
export interface Table {
  readonly rows: number;
  /** Column that the ids are from; null where the rows are numbered. */
  readonly idColumn: string | null;
  readonly ids: readonly string[];
  readonly subjects: readonly string[];
  readonly label: CodedColumn;
  readonly attributes: readonly TableAttribute[];
  /** Null where the table does not say. */
  readonly parts: readonly TablePart[] | null;
}

/** The column that holds ids where the configuration names none. */
export const defaultIdColumn = "id";

/**
 * Read the named columns of a table; the others are passed over.
 * @throws ConfigError for a column that the table has not, with the nearest name, or one column for two things.
 * @throws DataError with the row for an empty or repeated id, an empty subject, an unknown part; with the
 * column as `createColumnCoder` and `createColumnBinner`; for no rows.
 */
export async function readTable(spec: TableSpec): Promise<Table> {
  const { header, rows } = await openCsv(spec.table);
  const place = (key: string, name: string) => columnOf(spec.table, header, key, name);
  const names = nameReader(header, spec);
  const splitAt = spec.split === undefined ? null : place("data.split", spec.split);
  const label = {
    column: place("data.target", spec.target),
    coder: createColumnCoder(spec.target, `${spec.table}, column ${spec.target}`),
  };
  const attributes = spec.attributes.map((attribute) => ({
    column: place("data.attributes", nameOf(attribute)),
    reader: readerOf(attribute, spec.table),
  }));
  if (spec.attributes.map(nameOf).includes(spec.target)) {
    throw new ConfigError("data.attributes", "the target is no attribute", { got: spec.target });
  }
  const parts: TablePart[] = [];
  for await (const { row, fields } of rows()) {
    names.add(fields, row);
    if (splitAt !== null) parts.push(partOf(`${spec.table} row ${row}`, at(fields, splitAt), spec.split)); // prettier-ignore
    label.coder.add(at(fields, label.column));
    for (const { column, reader } of attributes) reader.add(at(fields, column), row);
  }
  return {
    ...names.finish(),
    label: label.coder.finish(),
    attributes: attributes.map(({ reader }) => reader.finish()),
    parts: splitAt === null ? null : parts,
  };
}

/** Which rows a table has, and whose they are. */
export type TableNames = Pick<Table, "rows" | "idColumn" | "ids" | "subjects">;

/**
 * The ids and subjects of a table alone.
 * @throws ConfigError, DataError as {@link readTable}.
 */
export async function readTableNames(
  spec: Pick<TableSpec, "table" | "id" | "subject">,
): Promise<TableNames> {
  const { header, rows } = await openCsv(spec.table);
  const names = nameReader(header, spec);
  for await (const { row, fields } of rows()) names.add(fields, row);
  return names.finish();
}

/** Takes the rows one by one. */
interface NameReader {
  add(fields: readonly string[], row: number): void;
  finish(): TableNames;
}

function nameReader(
  header: readonly string[],
  { table, id: asked, subject }: Pick<TableSpec, "table" | "id" | "subject">,
): NameReader {
  const idColumn = asked ?? (header.includes(defaultIdColumn) ? defaultIdColumn : null);
  const idAt = idColumn === null ? null : columnOf(table, header, "data.id", idColumn);
  const subjectAt = subject === undefined ? null : columnOf(table, header, "data.subject", subject);
  const rowOfId = new Map<string, number>();
  const subjects: string[] = [];
  return {
    add(fields, row) {
      const where = `${table} row ${row}`;
      const id = idAt === null ? `row-${row}` : filled(where, at(fields, idAt), idColumn);
      const before = rowOfId.get(id);
      if (before !== undefined) {
        throw new DataError(where, "id twice", { got: id, first: `row ${before}` });
      }
      rowOfId.set(id, row);
      subjects.push(subjectAt === null ? id : filled(where, at(fields, subjectAt), subject));
    },
    finish() {
      if (subjects.length === 0) throw new DataError(table, "the table has no rows");
      return { rows: subjects.length, idColumn, ids: [...rowOfId.keys()], subjects };
    },
  };
}

/** Name of an attribute's column. */
export function nameOf(attribute: AttributeSpec): string {
  return typeof attribute === "string" ? attribute : attribute.name;
}

/** Takes the cells of an attribute one by one. */
interface AttributeReader {
  add(cell: string, row: number): void;
  finish(): TableAttribute;
}

function readerOf(attribute: AttributeSpec, table: string): AttributeReader {
  const where = `${table}, column ${nameOf(attribute)}`;
  if (typeof attribute === "string") return createColumnCoder(attribute, where);
  const { name, bins, continuous } = attribute;
  const binner = createColumnBinner(name, bins, where);
  return {
    ...binner,
    finish() {
      const { numbers, ...classes } = binner.finish();
      return continuous ? { ...classes, numbers } : classes;
    },
  };
}

function columnOf(table: string, header: readonly string[], key: string, name: string): number {
  const found = header.indexOf(name);
  if (found >= 0) return found;
  const shown = header.slice(0, 20).join(", ");
  throw new ConfigError(key, `${table} has no such column`, {
    expected: header.length > 20 ? `${shown}, …` : shown,
    got: name,
    ...didYouMean(name, header),
  });
}

function filled(where: string, cell: string, column: string | null | undefined): string {
  if (cell !== "") return cell;
  throw new DataError(where, `column ${column ?? ""} is empty`, {
    advice: "Every row needs one: fill the cell, or leave the row out.",
  });
}

function partOf(where: string, cell: string, column: string | undefined): TablePart {
  const part = partOfWord.get(cell.toLowerCase());
  if (part !== undefined) return part;
  throw new DataError(where, `column ${column ?? ""} names no part`, {
    expected: "train, validation or test",
    got: cell === "" ? "an empty cell" : cell,
  });
}
