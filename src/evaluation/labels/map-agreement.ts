import { undefinedMetric, type Metric } from "../metric.js";
import { spearman } from "../metrics/spearman.js";

/** How alike the maps of two networks are. */
export interface MapAgreement {
  /** Mean over the pairs of Spearman's ρ between both maps. */
  readonly mean: Metric;
  /** Mean of |ρ|: maps that are each other's negative are alike too. */
  readonly absolute: Metric;
  /** Pairs of maps that are finite and of which neither is the same everywhere; others are left out. */
  readonly pairs: number;
}

/**
 * Agreement of the maps of two networks over their places, pair by pair.
 * @throws DataError when a pair's maps have other lengths.
 */
export function mapAgreement(
  pairs: Iterable<readonly [map: Float32Array, other: Float32Array]>,
): MapAgreement {
  const values = [...pairs]
    .filter((maps) => maps.every((map) => map.every(Number.isFinite)))
    .map(([map, other]) => spearman(map, other))
    .filter((value) => typeof value === "number");
  return {
    mean: meanOf(values),
    absolute: meanOf(values.map(Math.abs)),
    pairs: values.length,
  };
}

function meanOf(values: readonly number[]): Metric {
  if (values.length === 0) return undefinedMetric("no map that differs by place");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
