import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Factor } from "../dataset.js";

/** A categorical column of a table. */
export interface CodedColumn extends Factor {
  /** Number of the value of each row; -1 where the cell is empty. */
  readonly codes: Int32Array;
}

/** Takes the cells of a column one by one. */
export interface ColumnCoder {
  add(cell: string): void;
  /**
   * The column. Values are in the order of their numbers where all are numbers, else by character code; so `1`
   * comes after `0`, and class 1 of two is the later one.
   * @throws DataError for no value, one value only, or a value of a single row: it cannot be learnt and tested. Not where
   * they `mayBeFew`.
   */
  finish(): CodedColumn;
}

/**
 * @param where file and column, for messages.
 * @param mayBeFew true: nothing is learnt from the column, so that any number of values and rows will do.
 */
export function createColumnCoder(name: string, where: string, mayBeFew = false): ColumnCoder {
  const numberOf = new Map<string, number>();
  const rowsOf: number[] = [];
  const found: number[] = [];
  return {
    add(cell) {
      if (cell === "") {
        found.push(-1);
        return;
      }
      let number = numberOf.get(cell);
      if (number === undefined) {
        number = numberOf.size;
        numberOf.set(cell, number);
        rowsOf.push(0);
      }
      rowsOf[number] = at(rowsOf, number) + 1;
      found.push(number);
    },
    finish() {
      const values = [...numberOf.keys()];
      if (!mayBeFew) refuseFewValues(where, values, rowsOf);
      const valueNames = inOrder(values);
      const place = new Map(valueNames.map((value, index) => [value, index]));
      const codes = values.map((value) => place.get(value) ?? -1);
      return {
        name,
        valueNames,
        codes: Int32Array.from(found, (number) => (number < 0 ? -1 : at(codes, number))),
      };
    },
  };
}

function inOrder(values: readonly string[]): string[] {
  const numeric = values.every((value) => /^[+-]?\d+(?:\.\d+)?$/.test(value));
  return numeric
    ? values.toSorted((left, right) => Number(left) - Number(right))
    : values.toSorted();
}

function refuseFewValues(where: string, values: readonly string[], rowsOf: readonly number[]) {
  if (values.length < 2) {
    throw new DataError(where, values.length === 0 ? "every cell is empty" : "one value only", {
      expected: "at least 2 values",
      ...(values.length === 0 ? {} : { got: at(values, 0) }),
      advice: "Nothing can be learnt from it or balanced over it; name another column.",
    });
  }
  const single = values.filter((_, number) => rowsOf[number] === 1);
  if (single.length === 0) return;
  throw new DataError(where, "a value appears once", {
    got: at(single, 0),
    ...(single.length > 1 ? { "values that appear once": single.length } : {}),
    values: values.length,
    advice:
      "It cannot be both learnt and tested: merge it with another value, or empty the cell. " +
      "Numbers such as ages need bins: `{ name: age, bins: [40, 60] }`; a target that is a number is `as: number` (of an audit `--as number`).",
  });
}
