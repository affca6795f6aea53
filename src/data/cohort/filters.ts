import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import {
  canonicalColumn,
  canonicalValue,
  readNumber,
  type GivenValue,
} from "../tables/cell-value.js";
import type { StringTable } from "../tables/string-table.js";
import type { FilterSpec } from "./spec.js";

/** A filter, ready for the rows of a table. */
export interface RowFilter {
  /** What stays, as the configuration would say it: `Age outside 50..60`. */
  readonly what: string;
  /** @throws DataError with the row for a cell that must be a number and is none. */
  keep(row: number): boolean;
}

const conditions = ["is", "not", "min", "max", "between", "outside", "present"] as const;

/**
 * A filter of the configuration. Values are compared as `canonicalValue` has it.
 * - `is`, `not`: the cell is, is not, one of the values; "" is the empty cell.
 * - `min` x ≥ n, `max` x ≤ n, `between` a ≤ x ≤ b, `outside` x < a or x > b: an empty cell does not stay.
 * - `present`: true for cells that are filled, false for empty ones.
 * @param key of the configuration, such as `filters (entry 1)`.
 * @throws ConfigError for no condition or several, ends that do not rise, a column that is not there.
 */
export function createRowFilter(spec: FilterSpec, table: StringTable, key: string): RowFilter {
  const given = conditions.filter((name) => spec[name] !== undefined);
  if (given.length !== 1) {
    throw new ConfigError(key, "number of conditions", {
      expected: `one of ${conditions.join(", ")}`,
      got: given.length === 0 ? "none" : given.join(", "),
    });
  }
  const cells = table.column(spec.column, `${key}.column`);
  const { column, is, not, min, max, between, outside, present } = spec;
  if (present !== undefined) {
    const what = `${column} is ${present ? "" : "not "}present`;
    return { what, keep: (row) => (at(cells, row) !== "") === present };
  }
  if (is !== undefined) {
    return { what: `${column} is ${words(is)}`, keep: oneOf(cells, is) };
  }
  if (not !== undefined) {
    const isOne = oneOf(cells, not);
    return { what: `${column} is not ${words(not)}`, keep: (row) => !isOne(row) };
  }
  const test = numberTest({ min, max, between, outside }, key);
  return {
    what: `${column} ${test.words}`,
    keep(row) {
      const cell = at(cells, row);
      if (cell === "") return false;
      const number = readNumber(cell);
      if (number !== null) return test.keeps(number);
      throw new DataError(table.place(row), `column ${column} is not a number`, {
        got: cell,
        filter: key,
        advice: "Leave the cell empty where the value is missing.",
      });
    },
  };
}

function words(values: readonly GivenValue[]): string {
  return values.map((value) => (value === "" ? '""' : String(value))).join(", ");
}

function oneOf(cells: readonly string[], values: readonly GivenValue[]): (row: number) => boolean {
  const wanted = new Set(values.map(canonicalValue));
  const found = canonicalColumn(cells);
  return (row) => wanted.has(at(found, row));
}

interface NumberTest {
  readonly words: string;
  readonly keeps: (number: number) => boolean;
}

function numberTest(
  { min, max, between, outside }: Pick<FilterSpec, "min" | "max" | "between" | "outside">,
  key: string,
): NumberTest {
  if (min !== undefined) return { words: `at least ${min}`, keeps: (number) => number >= min };
  if (max !== undefined) return { words: `at most ${max}`, keeps: (number) => number <= max };
  const [low, high] = between ?? outside ?? [NaN, NaN];
  if (!(low <= high)) {
    throw new ConfigError(key, "the ends do not rise", { got: [low, high] });
  }
  return between === undefined
    ? { words: `outside ${low}..${high}`, keeps: (number) => number < low || number > high }
    : { words: `between ${low} and ${high}`, keeps: (number) => number >= low && number <= high };
}
