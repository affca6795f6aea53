import { canonicalColumn, readNumber } from "../../tables/cell-value.js";
import type { StringTable } from "../../tables/string-table.js";

/** What can be seen of a column before anybody says what it means. */
export interface ColumnFacts {
  readonly name: string;
  /** Canonical spellings, one a row; "" is missing. */
  readonly cells: readonly string[];
  readonly missing: number;
  /** Rows of each value, most frequent first; the empty cell is none. */
  readonly counts: ReadonlyMap<string, number>;
  /** Every value is a number. */
  readonly numeric: boolean;
}

/** Facts of all columns that can be used, in the order of the header; columns of lists are left out. */
export function columnFacts(table: StringTable): ColumnFacts[] {
  return table.header.flatMap((name) => {
    const cells = usableCells(table, name);
    return cells === null ? [] : [factsOf(name, cells)];
  });
}

/** Facts of one column. */
export function factsOf(name: string, cells: readonly string[]): ColumnFacts {
  const canonical = canonicalColumn(cells);
  const found = new Map<string, number>();
  let missing = 0;
  for (const cell of canonical) {
    if (cell === "") missing += 1;
    else found.set(cell, (found.get(cell) ?? 0) + 1);
  }
  const counts = new Map([...found].sort(([, left], [, right]) => right - left));
  const values = [...counts.keys()];
  return {
    name,
    cells: canonical,
    missing,
    counts,
    numeric: values.length > 0 && values.every((value) => readNumber(value) !== null),
  };
}

function usableCells(table: StringTable, name: string): readonly string[] | null {
  try {
    return table.column(name);
  } catch {
    // A column of lists or raw bytes: nothing that a cohort file could name.
    return null;
  }
}
