import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/**
 * Quantile by linear interpolation between order statistics: position p·(n − 1) in the sorted values.
 *
 * @source Hyndman and Fan's type 7, the default of NumPy and R.
 * @throws DataError without values, or for p outside 0..1.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) throw new DataError("quantile", "no values");
  if (!(p >= 0 && p <= 1)) throw new DataError("quantile", "p", { expected: "0..1", got: p });
  return sortedQuantile(Float64Array.from(values).sort(), p);
}

/** {@link quantile} of values in ascending order, at least one of them; p in 0..1. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = at(sorted, below);
  const upper = at(sorted, Math.ceil(position));
  return lower + (position - below) * (upper - lower);
}
