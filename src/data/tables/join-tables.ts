import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createStringTable, type StringTable } from "./string-table.js";

/** A pair of columns whose cells must be the same: of the table so far, and of the one that is joined. */
export interface JoinKey {
  readonly main: string;
  readonly this: string;
}

/** A table with the columns of another beside its own. */
export interface JoinedTable {
  readonly table: StringTable;
  /** What a person should know, a line each. */
  readonly notes: readonly string[];
}

/**
 * Left outer join: each row of `main` stays, once and in its order, with the cells of the row of `other` that has
 * the same key; rows of `main` without one have empty cells. Keys are compared letter by letter (`sub-01` is not
 * `01`, `1` is not `1.0`). The key columns of `other` are not repeated.
 *
 * A column of one name in both tables cannot be used: asking for it is an error that names both.
 * @param where key of the configuration, for messages about columns.
 * @throws ConfigError for a key column that a table has not.
 * @throws DataError for an empty key or a key twice in `other`, with its row, and where no row of `main` finds one.
 */
export function joinTables(
  main: StringTable,
  other: StringTable,
  keys: readonly JoinKey[],
  where: string,
): JoinedTable {
  const otherKeys = keyTexts(keys.map((key) => other.column(key.this, where)));
  const mainKeys = keyTexts(keys.map((key) => main.column(key.main, where)));
  const rowOf = rowsByKey(other, otherKeys, keys);
  const found = Int32Array.from(mainKeys, (key) => rowOf.get(key) ?? -1);
  const unmatched = found.filter((row) => row < 0).length;
  if (unmatched === main.rows) refuseNoMatch(main, other, mainKeys, otherKeys, keys);
  return {
    table: besideEachOther(main, other, found, keys),
    notes:
      unmatched === 0
        ? []
        : [
            `${other.source}: ${unmatched} of ${main.rows} rows have no row in it, the first is ` +
              `${main.place(found.indexOf(-1))} (${shown(at(mainKeys, found.indexOf(-1)))})`,
          ],
  };
}

/** Between the cells of a key of several columns; no text file has it in a cell. */
const separator = "\u0000";

function keyTexts(columns: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...rest] = columns;
  if (rest.length === 0) return first;
  return first.map((cell, row) => [cell, ...rest.map((column) => at(column, row))].join(separator));
}

function shown(key: string): string {
  return key === "" ? "an empty cell" : key.split(separator).join(", ");
}

function rowsByKey(
  other: StringTable,
  texts: readonly string[],
  keys: readonly JoinKey[],
): ReadonlyMap<string, number> {
  const columns = keys.map((key) => key.this).join(", ");
  const rowOf = new Map<string, number>();
  for (const [row, key] of texts.entries()) {
    if (key.split(separator).includes("")) {
      throw new DataError(other.place(row), "the key of the join is empty", { column: columns });
    }
    const before = rowOf.get(key);
    if (before !== undefined) {
      throw new DataError(other.place(row), "a key of the join twice", {
        got: shown(key),
        column: columns,
        first: other.place(before),
        advice: "A joined table has one row for each key: join by more columns, or merge the rows.",
      });
    }
    rowOf.set(key, row);
  }
  return rowOf;
}

function refuseNoMatch(
  main: StringTable,
  other: StringTable,
  mainKeys: readonly string[],
  otherKeys: readonly string[],
  keys: readonly JoinKey[],
): never {
  const on = (side: "main" | "this") => keys.map((key) => key[side]).join(", ");
  throw new DataError(other.source, `no row of ${main.source} finds its row in this table`, {
    [`${on("main")} of ${main.source}`]: mainKeys.slice(0, 3).map(shown),
    [`${on("this")} of ${other.source}`]: otherKeys.slice(0, 3).map(shown),
    advice: "Keys are compared letter by letter: name other columns in `on`, or spell them alike.",
  });
}

function besideEachOther(
  main: StringTable,
  other: StringTable,
  found: Int32Array,
  keys: readonly JoinKey[],
): StringTable {
  const theirs = other.header.filter((name) => !keys.some((key) => key.this === name));
  const twice = theirs.filter((name) => main.header.includes(name));
  const added = theirs.filter((name) => !twice.includes(name));
  const reason = `a column of ${main.source} and of ${other.source}: rename it in one of them`;
  return createStringTable({
    source: main.source,
    header: [...main.header, ...added],
    rows: main.rows,
    place: (row) => main.place(row),
    levels: (name) => (added.includes(name) ? other : main).levels(name),
    unusable: new Map(twice.map((name) => [name, reason])),
    cells(index, key) {
      const name = main.header[index];
      if (name !== undefined) return main.column(name, key);
      const cells = other.column(at(added, index - main.header.length), key);
      return Array.from(found, (row) => (row < 0 ? "" : at(cells, row)));
    },
  });
}
