import { at } from "../../base/ndarray.js";
import { sortOrder } from "../../base/sort-order.js";
import { cutEqually } from "./cut-equally.js";
import type { ScanColumn } from "./scan-column.js";

/** A column as few values: [n] places 0..count − 1. */
export interface BinnedColumn {
  readonly bins: Int32Array;
  readonly count: number;
  /** Rows without a value; they are a bin of their own. */
  readonly missing: number;
}

const mostBins = 10;
/** On average, so that means of bins are worth something. */
const rowsPerBin = 20;

/**
 * The rows `rows` of a column as few values, without a look at any label. Numbers: at most 10 bins of equally many rows (20 at
 * least on average), so that a relation need not be monotone; equal numbers are in one bin, so there may be fewer. Values stay as they are.
 * Missing is one more.
 */
export function binColumn(column: ScanColumn, rows: Int32Array): BinnedColumn {
  return column.kind === "values"
    ? binValues(rows, column.codes)
    : binNumbers(Float64Array.from(rows, (row) => at(column.numbers, row)));
}

function binValues(rows: Int32Array, codes: ArrayLike<number>): BinnedColumn {
  const places = new Map<number, number>();
  let missing = 0;
  const bins = Int32Array.from(rows, (row) => {
    const code = at(codes, row);
    if (code < 0) missing += 1;
    const known = places.get(code);
    if (known !== undefined) return known;
    places.set(code, places.size);
    return places.size - 1;
  });
  return { bins, count: places.size, missing };
}

function binNumbers(numbers: Float64Array): BinnedColumn {
  const missing = numbers.filter(Number.isNaN).length;
  const order = sortOrder(numbers).subarray(0, numbers.length - missing);
  const asked = Math.max(2, Math.min(mostBins, Math.floor(order.length / rowsPerBin)));
  const { pieces, count } = cutEqually(numbers, order, asked);
  const bins = new Int32Array(numbers.length).fill(count);
  for (const [place, row] of order.entries()) bins[row] = at(pieces, place);
  return { bins, count: missing > 0 ? count + 1 : count, missing };
}
