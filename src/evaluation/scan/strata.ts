import { at } from "../../base/ndarray.js";
import { cutEqually } from "./cut-equally.js";

/** A column of the rows that are looked at: a number or a place for each, NaN missing. */
export interface StratifyingColumn {
  readonly kind: "numbers" | "values";
  readonly values: Float64Array;
}

/**
 * Rows that are alike in all of `columns`: [n] numbers of strata from 0.
 *
 * By one column after the other, each stratum is cut: at every value of a column of values, and of numbers into pieces of equally many rows,
 * ⌈(n / rowsPerStratum)^(1/m)⌉ of all n rows where m columns are numbers. Equal numbers stay together; missing is a piece of its own. So
 * within a stratum what the columns say is held nearly fixed: the finer, the less of it is left.
 */
export function strataOf(
  columns: readonly StratifyingColumn[],
  rows: number,
  rowsPerStratum: number,
): Int32Array {
  const numbers = columns.filter(({ kind }) => kind === "numbers").length;
  const pieces = Math.max(2, Math.ceil((rows / rowsPerStratum) ** (1 / Math.max(1, numbers))));
  const strata = new Int32Array(rows);
  let count = 1;
  for (const { kind, values } of columns) {
    const members = Array.from({ length: count }, (): number[] => []);
    for (let row = 0; row < rows; row++) at(members, at(strata, row)).push(row);
    count = 0;
    for (const own of members) {
      // Pieces of all rows: a small stratum is cut less often.
      const most = Math.min(pieces, Math.ceil((pieces * own.length) / rows) + 1);
      count = cut(own, values, kind === "values" ? own.length : most, strata, count);
    }
  }
  return strata;
}

/** Cut one stratum; returns the next free number. */
function cut(
  members: readonly number[],
  values: Float64Array,
  pieces: number,
  strata: Int32Array,
  first: number,
): number {
  const missing = members.filter((row) => Number.isNaN(values[row]));
  const order = members
    .filter((row) => !Number.isNaN(values[row]))
    .sort((left, right) => at(values, left) - at(values, right));
  const found = cutEqually(values, order, pieces);
  for (const [place, row] of order.entries()) strata[row] = first + at(found.pieces, place);
  const next = first + found.count;
  for (const row of missing) strata[row] = next;
  return missing.length > 0 ? next + 1 : next;
}
