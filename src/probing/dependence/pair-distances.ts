import { at } from "../../base/ndarray.js";
import type { PairTable } from "./centred-pairs.js";

/** Pairs that the median of a bandwidth is taken of, at most. */
const medianPairs = 10_000;

/** Euclidean distances of rows [m, width], row-major. Cost m² width / 2. */
export function pairDistances(values: Float64Array, width: number): PairTable {
  const rows = values.length / width;
  const distances = new Float64Array((rows * (rows - 1)) / 2);
  let pair = 0;
  for (let left = 0; left < rows; left++) {
    for (let right = left + 1; right < rows; right++) {
      let sum = 0;
      for (let feature = 0; feature < width; feature++) {
        const difference =
          (values[left * width + feature] ?? 0) - (values[right * width + feature] ?? 0);
        sum += difference * difference;
      }
      distances[pair] = Math.sqrt(sum);
      pair += 1;
    }
  }
  return distances;
}

/**
 * Width σ of a Gaussian kernel: the median of distances (of more than 10,000 pairs of evenly spaced ones), or their root mean square where the
 * median is 0, as of a side of few values.
 * @source median heuristic: Gretton et al. 2005.
 */
export function medianWidth(distances: PairTable): number {
  const step = Math.max(1, Math.floor(distances.length / medianPairs));
  const sample = distances.filter((_, pair) => pair % step === 0).sort();
  if (sample.length === 0) return 0;
  const middle = sample.length >> 1;
  const median =
    sample.length % 2 === 1
      ? at(sample, middle)
      : (at(sample, middle - 1) + at(sample, middle)) / 2;
  if (median > 0) return median;
  return Math.sqrt(distances.reduce((sum, distance) => sum + distance ** 2 / distances.length, 0));
}

/** Gaussian kernel exp(−d² / (2 width²)) of distances; all 1 where the width is 0. */
export function gaussianPairs(distances: PairTable, width: number): PairTable {
  return distances.map((distance) =>
    width > 0 ? Math.exp(-(distance ** 2) / (2 * width ** 2)) : 1,
  );
}
