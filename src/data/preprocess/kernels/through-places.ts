import { at } from "../../../base/ndarray.js";

/**
 * Two steps' places as one: where the samples after the second lie before the first, along each axis; -1 where either has none.
 * @param first of each axis, by index after the first step: index before it.
 * @param second of each axis, by index after the second step: index after the first.
 */
export function throughPlaces(
  first: readonly Int32Array[],
  second: readonly Int32Array[],
): Int32Array[] {
  return second.map((places, axis) =>
    places.map((place) => (place < 0 ? -1 : at(at(first, axis), place))),
  );
}
