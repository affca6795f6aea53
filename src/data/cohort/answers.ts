import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { canonicalValue, type GivenValue } from "../tables/cell-value.js";
import type { StringTable } from "../tables/string-table.js";
import type { AnswerSpec } from "./spec.js";

/** What a cell answers to a question of yes or no. */
export const answers = {
  negative: 0,
  positive: 1,
  /** Neither, as a class of its own. */
  uncertain: 2,
  /** The row stays, its loss is masked. */
  masked: -1,
  /** The cell says nothing: there is no label. */
  missing: -2,
} as const;

const ofPolicy = {
  ones: answers.positive,
  zeros: answers.negative,
  ignore: answers.masked,
  class: answers.uncertain,
} as const;
const ofBlank = {
  missing: answers.missing,
  negative: answers.negative,
  positive: answers.positive,
} as const;

/**
 * The answers of a column; values are compared as `canonicalValue` has it.
 * @param rows of the table that are left.
 * @param key of the configuration, for messages.
 * @returns one of `answers` for each row of the table; 0 for rows that are not left.
 * @throws ConfigError for a value on two lists, the empty value on one of them, and a column that is not there.
 * @throws DataError with the row for a value on none of the lists.
 */
export function readAnswers(
  spec: AnswerSpec,
  column: string,
  rows: Int32Array,
  table: StringTable,
  key: string,
): Int8Array {
  const meanings = meaningsOf(spec, key);
  const cells = table.column(column, key);
  const found = new Int8Array(table.rows);
  for (const row of rows) {
    const cell = at(cells, row);
    let meaning = meanings.get(cell);
    if (meaning === undefined) {
      meaning =
        meanings.get(canonicalValue(cell)) ?? refuseValue(spec, table.place(row), column, cell);
      meanings.set(cell, meaning);
    }
    found[row] = meaning;
  }
  return found;
}

function meaningsOf(
  { positive, negative, uncertain, blank }: AnswerSpec,
  key: string,
): Map<string, number> {
  const meanings = new Map<string, number>([["", ofBlank[blank]]]);
  const listOf = new Map<string, string>([["", "blank"]]);
  const add = (list: string, values: readonly GivenValue[], meaning: number) => {
    for (const value of new Set(values.map(canonicalValue))) {
      const before = listOf.get(value);
      if (before !== undefined) {
        throw new ConfigError(key, `one value is ${before} and ${list}`, {
          got: value === "" ? "the empty cell" : value,
          ...(value === "" ? { advice: "Say what an empty cell means by `blank`." } : {}),
        });
      }
      listOf.set(value, list);
      meanings.set(value, meaning);
    }
  };
  add("positive", positive, answers.positive);
  add("negative", negative, answers.negative);
  if (uncertain !== undefined) add("uncertain", uncertain.values, ofPolicy[uncertain.policy]);
  return meanings;
}

function refuseValue(spec: AnswerSpec, place: string, column: string, cell: string): never {
  const lists = [spec.positive, spec.negative, spec.uncertain?.values ?? []];
  throw new DataError(place, `column ${column}: a value on none of the lists`, {
    expected: lists.flat().map(String),
    got: cell,
    advice: "Add it to positive, negative or uncertain.values of the target.",
  });
}
