import type { Cell } from "./cells.js";

/** How many rows the ceiling of a setting was trained on. */
export interface CeilingNote {
  readonly setting: string;
  readonly method: string;
  /** Training rows of the ceiling. */
  readonly rows: number;
  /** Training rows of the other methods. */
  readonly rows_of_methods: number;
  /** For its row in tables, where the two differ; null where they are equal. */
  readonly note: string | null;
}

/**
 * The ceiling of each setting beside the methods that it is a ceiling of. Where the pool cannot give as many
 * balanced rows, the ceiling has fewer, and a method above it is no wonder.
 * @param read training rows of each run, null where it failed.
 */
export function ceilingNotes(
  read: readonly { readonly cell: Cell; readonly rows: number | null }[],
): CeilingNote[] {
  const settings = [...new Set(read.map(({ cell }) => cell.setting.name))];
  return settings.flatMap((setting) => {
    const own = read.filter(({ cell, rows }) => cell.setting.name === setting && rows !== null);
    const ceiling = own.find(({ cell }) => cell.variant.balanceTraining);
    const other = own.find(({ cell }) => !cell.variant.balanceTraining);
    const [rows, rowsOfMethods] = [ceiling?.rows, other?.rows];
    if (ceiling === undefined || rows == null || rowsOfMethods == null) return [];
    const method = ceiling.cell.variant.label;
    const note =
      rows === rowsOfMethods
        ? null
        : `trained on ${rows} balanced rows, all that the data have; the others on ${rowsOfMethods}`;
    return [{ setting, method, rows, rows_of_methods: rowsOfMethods, note }];
  });
}
