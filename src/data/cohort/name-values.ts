import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { canonicalValue } from "../tables/cell-value.js";
import type { StringTable, ValueNames } from "../tables/string-table.js";

/** How the values of a column get their names. */
export interface Naming {
  /** What messages call the column. */
  readonly what: string;
  /** Names by canonical value, from the configuration; "" makes a value missing. */
  readonly names: ReadonlyMap<string, string>;
  /** Key that lists the values, where a value must be listed; null where others keep their own name. */
  readonly list: string | null;
  /** Names from a sidecar, which lists all values; asked where there is no `list`. */
  readonly levels: ValueNames | null;
  /** Name of values that are not listed; undefined where they are an error. */
  readonly others?: string | undefined;
  /** What to do about one that is not listed. */
  readonly advice: string;
}

/**
 * Cells by the names of their values: as the configuration says, else as the sidecar says, else the canonical
 * spelling. An empty cell is "" unless the configuration names it.
 * @param rows of the table that are left.
 * @returns a list of one name for each row of the table; "" for rows that are not left.
 * @throws DataError with the row for a value that is not listed.
 */
export function nameValues(
  cells: readonly string[],
  rows: Int32Array,
  naming: Naming,
  table: Pick<StringTable, "place">,
): string[] {
  const found = new Array<string>(cells.length).fill("");
  const known = new Map<string, string>();
  for (const row of rows) {
    const cell = at(cells, row);
    let name = known.get(cell);
    if (name === undefined) {
      name = nameOf(cell, naming) ?? refuseValue(cell, naming, table.place(row));
      known.set(cell, name);
    }
    found[row] = name;
  }
  return found;
}

function nameOf(cell: string, { names, list, levels, others }: Naming): string | undefined {
  const value = canonicalValue(cell);
  const name = names.get(value) ?? (list === null ? levels?.get(value) : undefined);
  if (name !== undefined) return name;
  const mayKeepItsOwn = value === "" || (list === null && levels === null);
  return mayKeepItsOwn ? value : others;
}

function refuseValue(cell: string, { what, list, advice }: Naming, place: string): never {
  throw new DataError(place, `${what}: a value that is not listed`, {
    got: cell,
    "listed by": list ?? "the sidecar's Levels",
    advice,
  });
}
