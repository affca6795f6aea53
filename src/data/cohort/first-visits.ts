import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { readDate, readNumber } from "../tables/cell-value.js";
import type { StringTable } from "../tables/string-table.js";
import type { RowIdentities } from "./identify-rows.js";

/**
 * The first row of each subject: the one with the least number or date in a column, among equal ones the least id
 * by character code.
 * @param rows of the table that are left.
 * @returns the rows that are first.
 * @throws ConfigError for no column. @throws DataError with the row for an empty cell, one that is neither a number
 * nor a date, and a column that has both.
 */
export function firstVisits(
  rows: Int32Array,
  { ids, subjects }: Pick<RowIdentities, "ids" | "subjects">,
  table: StringTable,
  by: string | undefined,
): Set<number> {
  if (by === undefined) {
    throw new ConfigError("visits.by", "is missing where the first visit is kept", {
      expected: "a column of numbers or dates",
    });
  }
  const order = visitOrder(rows, table, by);
  const first = new Map<string, number>();
  for (const row of rows) {
    const subject = at(subjects, row);
    const best = first.get(subject);
    const isEarlier =
      best === undefined ||
      at(order, row) < at(order, best) ||
      (at(order, row) === at(order, best) && at(ids, row) < at(ids, best));
    if (isEarlier) first.set(subject, row);
  }
  return new Set(first.values());
}

function visitOrder(rows: Int32Array, table: StringTable, by: string): Float64Array {
  const cells = table.column(by, "visits.by");
  const order = new Float64Array(table.rows);
  let read: ((cell: string) => number | null) | null = null;
  for (const row of rows) {
    const cell = at(cells, row);
    read ??= readNumber(cell) === null ? readDate : readNumber;
    const value = read(cell);
    if (value === null) {
      throw new DataError(table.place(row), `column ${by} does not say when the visit was`, {
        expected: read === readNumber ? "a number" : "a date such as 2020-01-31",
        got: cell === "" ? "an empty cell" : cell,
      });
    }
    order[row] = value;
  }
  return order;
}
