import { FormatError } from "../../../base/errors.js";

/**
 * Undo the filters of `height` rows that start at `start` of `bytes`, in place. Each row is a filter byte and
 * `rowBytes` bytes; `step` is the bytes of a pixel, at least 1.
 * @throws FormatError with `where` and the row for a filter that PNG does not have.
 * @source W3C PNG Specification, Third Edition, section 9.
 */
export function undoPngFilters(
  bytes: Uint8Array,
  start: number,
  height: number,
  rowBytes: number,
  step: number,
  where: string,
): void {
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let index = 0; index < height; index++) {
    const at = start + index * (rowBytes + 1);
    const row = bytes.subarray(at + 1, at + 1 + rowBytes);
    const filter = bytes[at] ?? 0;
    switch (filter) {
      case 0:
        break;
      case 1:
        addLeft(row, step);
        break;
      case 2:
        addAbove(row, above);
        break;
      case 3:
        addAverage(row, above, step);
        break;
      case 4:
        addPaeth(row, above, step);
        break;
      default:
        throw new FormatError(`${where}, row ${index}`, "unknown PNG filter", {
          expected: [0, 1, 2, 3, 4],
          got: filter,
        });
    }
    above = row;
  }
}

// Every index below is inside its row; `?? 0` is for the type alone.

function addLeft(row: Uint8Array, step: number): void {
  for (let at = step; at < row.length; at++) {
    row[at] = (row[at] ?? 0) + (row[at - step] ?? 0);
  }
}

function addAbove(row: Uint8Array, above: Uint8Array): void {
  for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) + (above[at] ?? 0);
}

function addAverage(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let at = 0; at < Math.min(step, row.length); at++) {
    row[at] = (row[at] ?? 0) + ((above[at] ?? 0) >> 1);
  }
  for (let at = step; at < row.length; at++) {
    row[at] = (row[at] ?? 0) + (((row[at - step] ?? 0) + (above[at] ?? 0)) >> 1);
  }
}

/** Adds the one of left (a), above (b) and above left (c) that is nearest to a + b − c; ties in that order. */
function addPaeth(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let at = 0; at < Math.min(step, row.length); at++) {
    row[at] = (row[at] ?? 0) + (above[at] ?? 0);
  }
  for (let at = step; at < row.length; at++) {
    const a = row[at - step] ?? 0;
    const b = above[at] ?? 0;
    const c = above[at - step] ?? 0;
    const toA = Math.abs(b - c);
    const toB = Math.abs(a - c);
    const toC = Math.abs(a + b - 2 * c);
    const nearest = toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    row[at] = (row[at] ?? 0) + nearest;
  }
}
