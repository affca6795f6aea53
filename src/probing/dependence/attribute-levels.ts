import { at } from "../../base/ndarray.js";
import type { Column } from "../../evaluation/columns.js";
import { gaussianPairs, medianWidth, pairDistances } from "./pair-distances.js";

/** Levels that a number is taken at, at most. */
const mostLevels = 64;
/** Rows that the width of its kernel is taken of, about. */
const mostWidthRows = 200;

/** Values of an attribute by row, [n]: classes 0..size-1 (at most 256), or a number. None is missing. */
export type AttributeSide =
  | { readonly kind: "classes"; readonly values: Column; readonly size: number }
  | { readonly kind: "number"; readonly values: Column };

/** An attribute as levels, and what two levels are apart. */
export interface AttributeLevels {
  readonly count: number;
  /** [n], 0..count-1. */
  readonly codes: Int32Array;
  /** [count, count]: 1 for two classes, 0 for one; of a number |u − v|. */
  readonly distances: Float64Array;
  /** [count, count]: 1 for one class, else 0; of a number a Gaussian kernel of the median distance. */
  readonly kernel: Float64Array;
}

/**
 * An attribute as levels with tables of distances and kernels: its classes, or of a number its values where they are at most 64, else the means
 * of 64 ranges with equally many rows. Tables make a permutation cost one look-up a pair.
 */
export function levelsOf(side: AttributeSide): AttributeLevels {
  if (side.kind === "number") return levelsOfNumber(side.values);
  const { values, size } = side;
  const distances = Float64Array.from({ length: size * size }, (_, pair) =>
    Math.floor(pair / size) === pair % size ? 0 : 1,
  );
  return {
    count: size,
    codes: Int32Array.from(values),
    distances,
    kernel: distances.map((distance) => 1 - distance),
  };
}

function levelsOfNumber(values: Column): AttributeLevels {
  const distinct = [...new Set(Array.from(values))].sort((left, right) => left - right);
  const isExact = distinct.length <= mostLevels;
  const codeOf = new Map<number, number>();
  if (isExact) for (const [code, value] of distinct.entries()) codeOf.set(value, code);
  else {
    // Equal values share a level: that of the first of them in order.
    const sorted = Float64Array.from(values).sort();
    for (const [rank, value] of sorted.entries()) {
      if (!codeOf.has(value)) codeOf.set(value, Math.floor((rank * mostLevels) / sorted.length));
    }
  }
  const used = [...new Set(codeOf.values())];
  const codes = Int32Array.from(values, (value) => used.indexOf(codeOf.get(value) ?? 0));
  const [sums, counts] = [new Float64Array(used.length), new Float64Array(used.length)];
  for (const [row, code] of codes.entries()) {
    sums[code] = at(sums, code) + at(values, row);
    counts[code] = at(counts, code) + 1;
  }
  const means = sums.map((sum, code) => sum / at(counts, code));
  const count = used.length;
  const distances = Float64Array.from({ length: count * count }, (_, pair) =>
    Math.abs(at(means, Math.floor(pair / count)) - at(means, pair % count)),
  );
  return { count, codes, distances, kernel: gaussianPairs(distances, widthOf(codes, means)) };
}

/** The width is that of the rows, whatever their label; of more than 200 that of evenly spaced ones. */
function widthOf(codes: Int32Array, means: Float64Array): number {
  const step = Math.max(1, Math.floor(codes.length / mostWidthRows));
  const sample = Float64Array.from(
    codes.filter((_, row) => row % step === 0),
    (code) => at(means, code),
  );
  return medianWidth(pairDistances(sample, 1));
}
