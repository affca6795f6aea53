import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createStringTable, type StringTable } from "./string-table.js";

/**
 * Tables of the same columns one below the other, in the order of the first's columns; one alone stays as it is.
 * Column `sourceColumn`, where it is given, has the name of the table that each row is from. Names of values are those
 * of the first table.
 * @throws DataError where two tables have other columns; ConfigError where `sourceColumn` is a column already.
 */
export function stackTables(
  tables: readonly StringTable[],
  sourceColumn: string | undefined,
): StringTable {
  const first = at(tables, 0);
  for (const other of tables) requireSameColumns(first, other);
  if (sourceColumn === undefined && tables.length === 1) return first;
  if (sourceColumn !== undefined && first.header.includes(sourceColumn)) {
    throw new ConfigError("tables.source", `${first.source} has a column of this name`, {
      got: sourceColumn,
    });
  }
  const starts = tables.map((_, index) =>
    tables.slice(0, index).reduce((sum, { rows }) => sum + rows, 0),
  );
  const header = sourceColumn === undefined ? first.header : [...first.header, sourceColumn];
  return createStringTable({
    source: tables.map(({ source }) => source).join(" + "),
    header,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    levels: (name) => first.levels(name),
    place(row) {
      const index = starts.findLastIndex((start) => start <= row);
      return at(tables, index).place(row - at(starts, index));
    },
    cells(column, key) {
      const name = at(header, column);
      return tables.flatMap((table) =>
        name === sourceColumn
          ? new Array<string>(table.rows).fill(table.source)
          : table.column(name, key),
      );
    },
  });
}

function requireSameColumns(first: StringTable, other: StringTable): void {
  const missing = first.header.filter((name) => !other.header.includes(name));
  const added = other.header.filter((name) => !first.header.includes(name));
  if (missing.length === 0 && added.length === 0) return;
  throw new DataError(other.source, `has other columns than ${first.source}`, {
    ...(missing.length > 0 ? { missing } : {}),
    ...(added.length > 0 ? { added } : {}),
    advice:
      "Files of one table have the same columns; give others an entry of their own, with `on`.",
  });
}
