import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { canonicalValue } from "../tables/cell-value.js";
import type { StringTable } from "../tables/string-table.js";

/** How values get their names. */
export interface Naming {
  /** Of the configuration, for messages about the column. */
  readonly key: string;
  /** What lists the values, for messages about one that is not listed. */
  readonly list: string;
  /** Name of a canonical value, "" for missing; undefined where it is not listed. */
  readonly nameOf: (value: string) => string | undefined;
  /** True where a value that is not listed is an error; false where it keeps its name. */
  readonly isListed: boolean;
}

/**
 * The cells of a column by the names of their values: as the configuration says, else as the table's sidecar says,
 * else the canonical spelling. An empty cell is "" unless the configuration names it.
 * @param rows of the table that are left.
 * @returns a list of one name for each row of the table; "" for rows that are not left.
 * @throws DataError with the row for a value that is not listed, by the configuration or by the sidecar.
 */
export function nameValues(
  table: StringTable,
  column: string,
  rows: Int32Array,
  { key, list, nameOf, isListed }: Naming,
): string[] {
  const cells = table.column(column, key);
  const levels = isListed ? null : table.levels(column);
  const names = new Array<string>(table.rows).fill("");
  const known = new Map<string, string>();
  for (const row of rows) {
    const cell = at(cells, row);
    let name = known.get(cell);
    if (name === undefined) {
      const value = canonicalValue(cell);
      name = nameOf(value) ?? levels?.get(value);
      if (name === undefined && value !== "" && (isListed || levels !== null)) {
        throw new DataError(table.place(row), `column ${column}: a value that is not listed`, {
          got: cell,
          "listed by": isListed ? list : "the sidecar's Levels",
          advice: `Add it to ${list}.`,
        });
      }
      name ??= value;
      known.set(cell, name);
    }
    names[row] = name;
  }
  return names;
}
