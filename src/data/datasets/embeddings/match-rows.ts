import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import type { Features } from "./feature-rows.js";
import type { Table } from "./table.js";

/** Which features belong to which row of the table. */
export interface RowMatch {
  /** Row of the features for each row of the table. */
  readonly featureRows: Int32Array;
  /** How it was found, for people. */
  readonly note: string;
}

/**
 * Match by id where both have ids, else by order; both have equally many rows.
 * @throws DataError for an id twice among the features, or one of the table that the features have not.
 */
export function matchRows(
  features: Pick<Features, "ids" | "rows">,
  table: Pick<Table, "ids" | "idColumn">,
  featuresPath: string,
  tablePath: string,
): RowMatch {
  const { ids } = features;
  if (ids === null || table.idColumn === null) {
    const lacking = ids === null ? "the features have no ids" : "the table has no id column";
    return {
      featureRows: Int32Array.from({ length: features.rows }, (_, row) => row),
      note: `rows of features and table are matched by order: ${lacking}`,
    };
  }
  const rowOf = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    const before = rowOf.get(id);
    if (before !== undefined) {
      throw new DataError(`${featuresPath}, row ${row} (counted from 0)`, "id twice", {
        got: id,
        first: `row ${before}`,
      });
    }
    rowOf.set(id, row);
  }
  const missing = table.ids.filter((id) => !rowOf.has(id));
  if (missing.length > 0) {
    throw new DataError(featuresPath, "no features for an id of the table", {
      got: at(missing, 0),
      table: tablePath,
      ...(missing.length > 1 ? { "ids without features": missing.length } : {}),
      advice: "Ids must be the same text in both files.",
    });
  }
  return {
    featureRows: Int32Array.from(table.ids, (id) => rowOf.get(id) ?? -1),
    note: `rows of features and table are matched by id (${table.idColumn})`,
  };
}
