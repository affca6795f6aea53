import { at } from "../../base/ndarray.js";
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
  const order = Int32Array.from(numbers.keys())
    .filter((row) => !Number.isNaN(numbers[row]))
    .sort((left, right) => at(numbers, left) - at(numbers, right));
  const missing = numbers.length - order.length;
  const asked = Math.max(2, Math.min(mostBins, Math.floor(order.length / rowsPerBin)));
  const bins = new Int32Array(numbers.length).fill(-1);
  let [count, lastQuota] = [0, -1];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    const value = at(numbers, at(order, start));
    while (end < order.length && at(numbers, at(order, end)) === value) end += 1;
    // The bin in which the middle of the tied ranks falls.
    const quota = Math.floor((asked * (start + end - 1)) / 2 / order.length);
    if (quota !== lastQuota) count += 1;
    lastQuota = quota;
    for (let place = start; place < end; place++) bins[at(order, place)] = count - 1;
    start = end;
  }
  if (missing > 0) {
    for (const [row, bin] of bins.entries()) if (bin < 0) bins[row] = count;
    count += 1;
  }
  return { bins, count, missing };
}
