import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createStringTable, type StringTable } from "./string-table.js";

/** A column whose cells are lists of words, such as `Cardiomegaly|Effusion`. */
export interface ListColumn {
  readonly column: string;
  readonly separator: string;
}

/**
 * The table with a column of its own for each word of a column of lists: `1` where the cell has the word, `0` where it has
 * not, empty where the cell is. Words are without spaces around them, in the order in which they come; the column itself
 * stays. A word of no cell has no column.
 * @param key of the configuration, for messages.
 * @throws ConfigError for a column that is not there, and for a word that is the name of another column.
 */
export function withListColumn(
  table: StringTable,
  { column, separator }: ListColumn,
  key: string,
): StringTable {
  const cells = table.column(column, key);
  const wordsOf = new Map<string, ReadonlySet<string>>();
  for (const cell of cells) {
    if (wordsOf.has(cell)) continue;
    const words = cell.split(separator).map((word) => word.trim());
    wordsOf.set(cell, new Set(words.filter((word) => word !== "")));
  }
  const words = [...new Set([...wordsOf.values()].flatMap((found) => [...found]))];
  const taken = words.find((word) => table.header.includes(word));
  if (taken !== undefined) {
    throw new ConfigError(key, `a word of column ${column} is the name of a column`, {
      got: taken,
      advice: "Rename that column in the table.",
    });
  }
  return createStringTable({
    source: table.source,
    header: [...table.header, ...words],
    rows: table.rows,
    place: (row) => table.place(row),
    levels: (name) => table.levels(name),
    cells(index, asked) {
      const name = table.header[index];
      if (name !== undefined) return table.column(name, asked);
      const word = at(words, index - table.header.length);
      return cells.map((cell) => (cell === "" ? "" : wordsOf.get(cell)?.has(word) ? "1" : "0"));
    },
  });
}
