import { at } from "../../base/ndarray.js";
import type { CorrelatedAttribute } from "../metrics/error-correlation.js";

/** Share of a column's own sum of squares below which nothing of it is left but rounding. */
const nothing = 1e-12;

/** Rows of one test as a correlation needs them; columns [n]. */
export interface CorrelatedRows {
  /** Place of each row's subject. */
  readonly place: Int32Array;
  readonly weight: Float64Array;
  readonly targets: Float64Array;
  /** prediction − target. */
  readonly errors: Float64Array;
}

/**
 * `errorCorrelation` of the rows whose value is known, by how often each subject is drawn; NaN where it is undefined.
 *
 * Sums of products of the columns (1, target, indicators or number, error) are made once for each subject; a resample adds
 * them up, and elimination of 1 and the target leaves the partial correlation. Target and number are centred before, so that
 * little is lost to rounding.
 * @param subjects number of places.
 */
export function resampledCorrelation(
  rows: CorrelatedRows,
  attribute: CorrelatedAttribute,
  subjects: number,
): (multiplicity: Int32Array) => number {
  const columns = columnsOf(rows, attribute);
  const size = columns.length;
  const sums = new Float64Array(subjects * size * size);
  const counts = new Int32Array(subjects);
  for (const [row, subject] of rows.place.entries()) {
    const weight = at(rows.weight, row);
    if (!isKnown(at(attribute.values, row), attribute) || weight === 0) continue;
    counts[subject] = at(counts, subject) + 1;
    for (let left = 0; left < size; left++) {
      for (let right = 0; right < size; right++) {
        const place = (subject * size + left) * size + right;
        const product = at(at(columns, left), row) * at(at(columns, right), row);
        sums[place] = at(sums, place) + weight * product;
      }
    }
  }
  const isSigned = attribute.kind === "number" || attribute.classes === 2;
  const products = new Float64Array(size * size);
  return (multiplicity) => {
    let kept = 0;
    products.fill(0);
    for (const [subject, drawn] of multiplicity.entries()) {
      if (drawn === 0) continue;
      kept += counts[subject] ?? 0;
      const start = subject * size * size;
      for (let place = 0; place < products.length; place++) {
        products[place] = (products[place] ?? 0) + drawn * (sums[start + place] ?? 0);
      }
    }
    return kept < 4 ? NaN : partialCorrelation(products, size, kept, isSigned);
  };
}

/** 1, target, what tells the attribute, error; of unknown rows anything. */
function columnsOf(
  { targets, errors }: CorrelatedRows,
  attribute: CorrelatedAttribute,
): Float64Array[] {
  const { values } = attribute;
  const own =
    attribute.kind === "number"
      ? [centred(Float64Array.from(values))]
      : Array.from({ length: attribute.classes - 1 }, (_, index) =>
          Float64Array.from(values, (value) => (value === index + 1 ? 1 : 0)),
        );
  return [targets.map(() => 1), centred(targets), ...own, errors];
}

function centred(column: Float64Array): Float64Array {
  const known = column.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return column.map((value) => value - mean);
}

function isKnown(value: number, { kind }: CorrelatedAttribute): boolean {
  return kind === "number" ? !Number.isNaN(value) : value >= 0;
}

/**
 * From the sums of products [size, size] of the columns, the last of which is the error; signed, or of several columns the
 * multiple correlation. Undone in place.
 */
function partialCorrelation(
  products: Float64Array,
  size: number,
  rows: number,
  isSigned: boolean,
): number {
  const entry = (left: number, right: number) => products[left * size + right] ?? NaN;
  const squares = Array.from({ length: size }, (_, column) => entry(column, column));
  const isLeft = (column: number) => entry(column, column) > nothing * (squares[column] ?? NaN);
  const error = size - 1;
  for (const given of [0, 1]) {
    if (!isLeft(given)) return NaN;
    eliminate(products, size, given);
  }
  const left = entry(error, error);
  if (!isLeft(error)) return NaN;
  let [own, shared, signed] = [0, 0, 0];
  for (let column = 2; column < error; column++) {
    if (!isLeft(column)) continue;
    own += 1;
    signed = entry(column, error) / Math.sqrt(entry(column, column) * left);
    shared += signed ** 2;
    eliminate(products, size, column);
  }
  if (own === 0 || rows - 2 <= own) return NaN;
  return Math.max(-1, Math.min(1, isSigned ? signed : Math.sqrt(shared)));
}

/** Take out of every later column what this one explains. */
function eliminate(products: Float64Array, size: number, pivot: number): void {
  const square = products[pivot * size + pivot] ?? NaN;
  for (let left = pivot + 1; left < size; left++) {
    const factor = (products[left * size + pivot] ?? NaN) / square;
    for (let right = pivot + 1; right < size; right++) {
      const place = left * size + right;
      products[place] = (products[place] ?? NaN) - factor * (products[pivot * size + right] ?? NaN);
    }
  }
}
