import { DataError } from "../../base/errors.js";

/**
 * The place of each row's subject [n] in the counts that a resample draws.
 * @param order place by name.
 * @throws DataError in the name of `where` for a subject that is empty or not in `order`.
 */
export function subjectPlaces(
  where: string,
  subjects: readonly string[],
  order: ReadonlyMap<string, number>,
): Int32Array {
  return Int32Array.from(subjects, (name, row) => {
    if (name === "") throw new DataError(where, `subject of row ${row} is empty`);
    const place = order.get(name);
    if (place === undefined) throw new DataError(where, "unknown subject", { got: name });
    return place;
  });
}
