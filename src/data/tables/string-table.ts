import { ConfigError, didYouMean } from "../../base/errors.js";
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

function refuseColumn(source: string, header: readonly string[], name: string, key: string): never {
  const shown = header.slice(0, 20).join(", ");
  throw new ConfigError(key, key === source ? "no such column" : `${source} has no such column`, {
    expected: header.length > 20 ? `${shown}, …` : shown,
    got: name,
    ...didYouMean(name, header),
  });
}

/** Texts that a column store remembers; a power of two. */
const rememberedTexts = 1 << 10;

/** Collects the cells of a column; a text that comes again is, nearly always, one text in memory. */
export interface ColumnStore {
  add(cell: string): void;
  readonly cells: readonly string[];
}

/**
 * A store that remembers one text for each of 1,024 slots, by length and three of its letters: cheaper than a map
 * of all texts, and columns of ids need no memory for one. Two texts of one slot only cost a copy.
 */
export function createColumnStore(): ColumnStore {
  const slots = new Array<string>(rememberedTexts).fill("");
  const cells: string[] = [];
  return {
    cells,
    add(cell) {
      const slot = slotOf(cell);
      const known = slots[slot];
      if (known === cell) {
        cells.push(known);
        return;
      }
      slots[slot] = cell;
      cells.push(cell);
    },
  };
}

function slotOf(cell: string): number {
  const { length } = cell;
  if (length === 0) return 0;
  const middle = cell.charCodeAt(length >> 1) * 13;
  const ends = cell.charCodeAt(0) * 7 + cell.charCodeAt(length - 1);
  return (length * 31 + middle + ends) & (rememberedTexts - 1);
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
