import { DataError, ShapeError } from "../../base/errors.js";
import type { PoolName } from "../dataset.js";

/** Where an image of a data set is read from and written to. */
export interface ImagePlace {
  readonly pool: PoolName;
  readonly row: number;
  /** Rows of the pool. */
  readonly rows: number;
  /** Values of one image. */
  readonly pixels: number;
  readonly out: Float32Array;
  readonly offset: number;
}

/**
 * @param where name of the data set.
 * @throws DataError for a row that the pool does not have. @throws ShapeError where the image does not fit `out`.
 */
export function requirePlace(
  where: string,
  { pool, row, rows, pixels, out, offset }: ImagePlace,
): void {
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new DataError(where, `no such row in the ${pool} pool`, {
      expected: `0 to ${rows - 1}`,
      got: row,
    });
  }
  if (offset < 0 || offset + pixels > out.length) {
    throw new ShapeError(where, "image does not fit the output", {
      expected: offset + pixels,
      got: out.length,
      offset,
    });
  }
}
