import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";

/** A column of numbers: one entry a row. */
export type Column = ArrayLike<number>;

/**
 * Number of rows of columns that belong together.
 * @throws DataError in the name of `where` when the lengths differ; the message shows all of them.
 */
export function rowCount(where: string, columns: Readonly<Record<string, Column>>): number {
  const lengths = Object.values(columns).map((column) => column.length);
  const rows = lengths[0] ?? 0;
  if (lengths.some((length) => length !== rows)) {
    const details = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.length]),
    );
    throw new DataError(where, "columns differ in length", details);
  }
  return rows;
}

/**
 * `weights` as numbers, or ones where there are none.
 * @throws DataError when the length is not `rows`, or a weight is negative, NaN or infinite.
 */
export function weightsOrOnes(
  where: string,
  weights: Column | undefined,
  rows: number,
): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  if (weights.length !== rows) {
    throw new DataError(where, "columns differ in length", { rows, weights: weights.length });
  }
  const copy = Float64Array.from(weights);
  const bad = copy.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) {
    throw new DataError(where, `weight of row ${bad}`, {
      expected: "a finite number, 0 or more",
      got: at(copy, bad),
    });
  }
  return copy;
}

/**
 * Check that there is a subject for each of `rows` rows.
 * @throws DataError when their number differs, or with the first row whose subject is empty.
 */
export function checkSubjects(where: string, subjects: readonly string[], rows: number): void {
  if (subjects.length !== rows) {
    throw new DataError(where, "columns differ in length", { rows, subjects: subjects.length });
  }
  const empty = subjects.indexOf("");
  if (empty >= 0) throw new DataError(where, `subject of row ${empty} is empty`);
}

/**
 * Check that every entry is an integer in 0..count-1.
 * @throws DataError with the row of the first that is not.
 */
export function checkIndices(where: string, what: string, values: Column, count: number): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? NaN;
    if (!Number.isInteger(value) || value < 0 || value >= count) {
      throw new DataError(where, `${what} of row ${row}`, {
        expected: `an integer in 0..${count - 1}`,
        got: value,
      });
    }
  }
}

/**
 * Check that no entry is NaN or infinite.
 * @throws DataError with the row of the first that is.
 */
export function checkFinite(where: string, what: string, values: Column): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) {
      throw new DataError(where, `${what} of row ${row}`, {
        expected: "a finite number",
        got: value,
      });
    }
  }
}
