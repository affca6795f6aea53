import { DataError } from "../../../base/errors.js";

/** Features of all rows: the one copy of them that a run holds. */
export interface Features {
  readonly rows: number;
  /** F */
  readonly width: number;
  /** [rows, F] */
  readonly values: Float32Array;
  /** Of each row; null where the file has none. */
  readonly ids: readonly string[] | null;
}

/** What the table says of the features that belong to it. */
export interface ExpectedRows {
  readonly table: string;
  readonly rows: number;
}

/** @throws DataError that names both numbers, where they differ. */
export function requireRows(path: string, rows: number, expected: ExpectedRows): void {
  if (rows === expected.rows) return;
  throw new DataError(path, "features and table differ in their number of rows", {
    features: rows,
    table: expected.rows,
    file: expected.table,
    advice: "Each row of the table needs its features, and no other row may have any.",
  });
}
