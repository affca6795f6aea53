import { ConfigError, DataError } from "../../base/errors.js";
import { canonicalColumn, canonicalValue } from "../../data/tables/cell-value.js";
import type { StringTable } from "../../data/tables/string-table.js";
import type { Factor } from "../../data/dataset.js";

/**
 * Values of the attributes that a model must be told, from the table's columns of their names: numbers of the run's own
 * values, -1 for an empty cell.
 * @param table null where the images come without one.
 * @throws ConfigError without a table, or without a column; DataError for a value that the run does not know.
 */
export function attributeColumns(
  factors: readonly Factor[],
  table: StringTable | null,
): Map<string, Int32Array> {
  const columns = new Map<string, Int32Array>();
  for (const { name, valueNames } of factors) {
    if (table === null) {
      throw new ConfigError("input", "the model reads attributes of each image", {
        expected: `a table with columns ${factors.map((factor) => factor.name).join(", ")}`,
        got: "images alone",
      });
    }
    const numbers = new Map(valueNames.map((value, code) => [canonicalValue(value), code]));
    const cells = canonicalColumn(table.column(name, "attributes of the run"));
    const codes = Int32Array.from(cells, (cell, row) => {
      if (cell === "") return -1;
      const code = numbers.get(cell);
      if (code !== undefined) return code;
      throw new DataError(`${table.place(row)}, ${name}`, "a value that the run does not know", {
        expected: valueNames,
        got: cell,
        advice: "Empty the cell where it is none of them.",
      });
    });
    columns.set(name, codes);
  }
  return columns;
}
