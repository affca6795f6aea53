import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { openCsv } from "../../formats/csv-rows.js";
import { requireRows, type ExpectedRows, type Features } from "./feature-rows.js";

const pattern = /^embedding_(\d+)$/;

/**
 * Features of a table: the columns `embedding_0` to `embedding_<F−1>`, in any order among others; ids, where it
 * has the column `idColumn`. Rows go straight into the one array.
 * @throws DataError for no such column, a gap in their numbers, a cell that is no finite number (row and
 * column), another number of rows than the table's.
 */
export async function readCsvFeatures(
  path: string,
  expected: ExpectedRows,
  idColumn: string,
): Promise<Features> {
  const file = await openCsv(path);
  const columns = featureColumns(path, file.header);
  const width = columns.length;
  const idAt = file.header.indexOf(idColumn);
  const ids: string[] = [];
  const values = new Float32Array(expected.rows * width);
  let rows = 0;
  for await (const { row, fields } of file.rows()) {
    rows += 1;
    if (rows > expected.rows) continue;
    const start = (rows - 1) * width;
    for (const [feature, column] of columns.entries()) {
      const cell = at(fields, column);
      const value = cell === "" ? NaN : Math.fround(Number(cell));
      if (!Number.isFinite(value)) {
        throw new DataError(`${path} row ${row}`, "a feature is not a finite number", {
          got: cell === "" ? "an empty cell" : cell,
          column: `embedding_${feature}`,
          advice: "A feature has no missing value: leave the row out, here and in the table.",
        });
      }
      values[start + feature] = value;
    }
    if (idAt >= 0) ids.push(at(fields, idAt));
  }
  requireRows(path, rows, expected);
  return { rows, width, values, ids: idAt < 0 ? null : ids };
}

/** Place of `embedding_0`, `embedding_1`, … among the columns. */
function featureColumns(path: string, header: readonly string[]): number[] {
  const places = new Map<number, number>();
  for (const [column, name] of header.entries()) {
    const digits = pattern.exec(name)?.[1];
    if (digits !== undefined) places.set(Number(digits), column);
  }
  if (places.size === 0) {
    throw new DataError(`${path} row 1`, "no columns with features", {
      expected: "embedding_0, embedding_1, …",
      got: header.length > 8 ? [...header.slice(0, 8), "…"] : header,
    });
  }
  return Array.from({ length: places.size }, (_, feature) => {
    const column = places.get(feature);
    if (column !== undefined) return column;
    throw new DataError(`${path} row 1`, `column embedding_${feature} is missing`, {
      columns: places.size,
    });
  });
}
