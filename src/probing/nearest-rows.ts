import { at } from "../base/ndarray.js";

/**
 * The `count` nearest rows of `features` [n, width] for each row of `query` [m, width], by Euclidean
 * distance, nearest first; ties go to the lower row. -> [m, count]. n ≥ count. Cost m · n · width.
 */
export function nearestRows(
  features: Float64Array,
  query: Float64Array,
  width: number,
  count: number,
): Int32Array {
  const rows = features.length / width;
  const queries = query.length / width;
  const nearest = new Int32Array(queries * count);
  const distances = new Float64Array(count);
  for (let index = 0; index < queries; index++) {
    distances.fill(Infinity);
    let limit = Infinity;
    const offset = index * count;
    for (let row = 0; row < rows; row++) {
      let distance = 0;
      for (let feature = 0; feature < width; feature++) {
        const difference =
          (query[index * width + feature] ?? 0) - (features[row * width + feature] ?? 0);
        distance += difference * difference;
      }
      // Strictly below: of equal distances the lower row stays.
      if (!(distance < limit)) continue;
      let place = count - 1;
      while (place > 0 && at(distances, place - 1) > distance) {
        distances[place] = at(distances, place - 1);
        nearest[offset + place] = at(nearest, offset + place - 1);
        place -= 1;
      }
      distances[place] = distance;
      nearest[offset + place] = row;
      limit = at(distances, count - 1);
    }
  }
  return nearest;
}
