import { at } from "../../base/ndarray.js";

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
      const most = kind === "values" ? Infinity : Math.ceil((pieces * own.length) / rows) + 1;
      count = cut(own, values, Math.min(most, pieces), kind, strata, count);
    }
  }
  return strata;
}

/** Cut one stratum; returns the next free number. */
function cut(
  members: readonly number[],
  values: Float64Array,
  pieces: number,
  kind: StratifyingColumn["kind"],
  strata: Int32Array,
  first: number,
): number {
  const missing = members.filter((row) => Number.isNaN(values[row]));
  const order = members
    .filter((row) => !Number.isNaN(values[row]))
    .sort((left, right) => at(values, left) - at(values, right));
  let next = first - 1;
  let lastPiece = -1;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && at(values, at(order, end)) === at(values, at(order, start))) end++;
    const piece =
      kind === "values" ? start : Math.floor((pieces * (start + end - 1)) / 2 / order.length);
    if (piece !== lastPiece) next += 1;
    lastPiece = piece;
    for (let place = start; place < end; place++) strata[at(order, place)] = next;
    start = end;
  }
  if (missing.length > 0) next += 1;
  for (const row of missing) strata[row] = next;
  return next + 1;
}
