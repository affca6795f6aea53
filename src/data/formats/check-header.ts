import { DataError } from "../../base/errors.js";

/** Names of the columns of a table. @throws DataError for no column, one without a name or a name twice. */
export function checkHeader(where: string, header: readonly string[]): void {
  if (header.length === 0) throw new DataError(where, "the table has no columns");
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name === "") throw new DataError(where, `column ${index + 1} has no name`);
    if (seen.has(name)) throw new DataError(where, `column ${name} occurs twice`);
    seen.add(name);
  }
}
