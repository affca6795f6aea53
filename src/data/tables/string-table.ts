import { ConfigError, DataError, nearestName } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/** Names of the values of a column, by canonical spelling; from a BIDS sidecar's `Levels`. */
export type ValueNames = ReadonlyMap<string, string>;

/** A table in memory, column by column. A cell is text without spaces around it; "" is a missing one. */
export interface StringTable {
  /** What messages call it: the file as the configuration names it. */
  readonly source: string;
  readonly header: readonly string[];
  readonly rows: number;
  /**
   * The cells of a column, one a row.
   * @param key of the configuration that names the column, for the message.
   * @throws ConfigError for a column that the table has not, with the nearest name, and for one that cannot be
   * used: it is in two joined tables, or holds lists.
   */
  column(name: string, key?: string): readonly string[];
  /** Names that a sidecar gives to the values of a column; null where it gives none. */
  levels(name: string): ValueNames | null;
  /** Where a row is, for messages: `train.csv row 17`. A text table's header is row 1. */
  place(row: number): string;
}

/** What a table is made of. */
export interface TableParts {
  readonly source: string;
  readonly header: readonly string[];
  readonly rows: number;
  /** Cells of the column at a place of the header, asked for once a column; `key` as for `StringTable.column`. */
  readonly cells: (column: number, key: string) => readonly string[];
  readonly place: (row: number) => string;
  readonly levels?: (name: string) => ValueNames | null;
  /** Why a column cannot be used, by name. */
  readonly unusable?: ReadonlyMap<string, string>;
}

/** A table of its parts; a column is made when it is first asked for. */
export function createStringTable(parts: TableParts): StringTable {
  const { source, header, rows, place, unusable } = parts;
  const known = new Map<number, readonly string[]>();
  return {
    source,
    header,
    rows,
    place,
    levels: parts.levels ?? (() => null),
    column(name, key = source) {
      const index = header.indexOf(name);
      if (index < 0) refuseColumn(source, header, name, key);
      const reason = unusable?.get(name);
      if (reason !== undefined) throw new ConfigError(key, reason, { got: name });
      let cells = known.get(index);
      if (cells === undefined) {
        cells = parts.cells(index, key);
        known.set(index, cells);
      }
      return cells;
    },
  };
}

/** @throws DataError for no column, one without a name or a name twice. */
export function checkHeader(where: string, header: readonly string[]): void {
  if (header.length === 0) throw new DataError(where, "the table has no columns");
  for (const [index, name] of header.entries()) {
    if (name === "") throw new DataError(where, `column ${index + 1} has no name`);
    if (header.indexOf(name) !== index) throw new DataError(where, `column ${name} occurs twice`);
  }
}

function refuseColumn(source: string, header: readonly string[], name: string, key: string): never {
  const near = nearestName(name, header);
  const shown = header.slice(0, 20).join(", ");
  throw new ConfigError(key, key === source ? "no such column" : `${source} has no such column`, {
    expected: header.length > 20 ? `${shown}, …` : shown,
    got: name,
    ...(near === undefined ? {} : { advice: `Did you mean ${near}?` }),
  });
}

/** Distinct texts that an interner remembers; columns with more (paths, ids) are kept as they come. */
const internedTexts = 1 << 16;

/** Collects the cells of a column; equal texts are one text in memory. */
export interface ColumnStore {
  add(cell: string): void;
  readonly cells: readonly string[];
}

export function createColumnStore(): ColumnStore {
  const known = new Map<string, string>();
  const cells: string[] = [];
  return {
    cells,
    add(cell) {
      const same = known.get(cell);
      if (same === undefined && known.size < internedTexts) known.set(cell, cell);
      cells.push(same ?? cell);
    },
  };
}

/** A table of columns that are there already; see {@link createStringTable}. */
export function tableOfColumns(
  parts: Omit<TableParts, "cells" | "rows">,
  columns: readonly (readonly string[])[],
): StringTable {
  return createStringTable({
    ...parts,
    rows: columns[0]?.length ?? 0,
    cells: (column) => at(columns, column),
  });
}
