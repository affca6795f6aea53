import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { StringTable } from "../tables/string-table.js";
import { normaliseImagePath } from "./image-path.js";
import type { ImagesSpec } from "./spec.js";

/**
 * The normal path of the file that each row of a table has: a cell of `column`, or `pattern` with columns filled in; "" where a cell is empty.
 * @param key of the cohort file, for messages: `images`.
 * @throws ConfigError for a column that is not there, both or none of the two, and a pattern that names no column; DataError with the row for
 * a path as `normaliseImagePath`.
 */
export function rowPaths(
  { column, pattern }: Pick<ImagesSpec, "column" | "pattern">,
  key: string,
  table: StringTable,
): string[] {
  if ((column === undefined) === (pattern === undefined)) {
    throw new ConfigError(
      key,
      `one of column and pattern says where ${key.split(" ", 1).join("")} are`,
      {
        got: column === undefined ? "neither" : "both",
      },
    );
  }
  const written =
    pattern === undefined
      ? table.column(column ?? "", `${key}.column`)
      : filledPattern(pattern, `${key}.pattern`, table);
  return written.map((text, row) =>
    text === "" ? "" : normaliseImagePath(text, table.place(row)),
  );
}

/** The pattern with each `{column}` and `{column:letters}` filled in; "" where one of the cells is empty. */
function filledPattern(pattern: string, key: string, table: StringTable): string[] {
  const pieces = pattern.split(/\{([^{}]*)\}/);
  if (pieces.length === 1) {
    throw new ConfigError(key, "names no column", {
      expected: "a path such as {id}/image.png",
      got: pattern,
    });
  }
  const fills = pieces.map((text, piece) =>
    piece % 2 === 1 ? columnStart(text, table, key) : null,
  );
  return Array.from({ length: table.rows }, (_, row) => {
    let path = "";
    for (const [piece, text] of pieces.entries()) {
      const fill = fills[piece] ?? null;
      const cell = fill === null ? text : at(fill.cells, row).slice(0, fill.letters);
      if (cell === "" && fill !== null) return "";
      path += cell;
    }
    return path;
  });
}

/** The column that `name` or `name:letters` means, and how many of its letters. */
function columnStart(text: string, table: StringTable, key: string) {
  const [, name, letters] = table.header.includes(text) ? [] : (/^(.+):(\d+)$/.exec(text) ?? []);
  if (name === undefined || letters === undefined) {
    return { cells: table.column(text, key), letters: Infinity };
  }
  return { cells: table.column(name, key), letters: Number(letters) };
}
