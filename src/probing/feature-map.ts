import { UMAP } from "umap-js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { undefinedMetric, type Undefined } from "../evaluation/metric.js";
import { nearestRows } from "./nearest-rows.js";
import type { FeatureTable } from "./probe.js";
import { momentsOf, scaleFeatures } from "./scale-features.js";

const neighbours = 15;
const epochs = 200;

/** Places of rows on a plane. */
export interface FeatureMap {
  /** `features`: the two dimensions as they are. `umap`: neighbours are kept, distances are not. */
  readonly kind: "features" | "umap";
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The rows of a part on a plane. Two dimensions are shown as they are, one beside random heights;
 * more by UMAP (15 neighbours, minimal distance 0.1, 200 epochs, start at random places, standardised
 * features). Same rng, same map. Undefined for a constant part, or fewer rows than 17.
 * @param rows positions in the table.
 * @source McInnes et al. 2018, by umap-js; neighbours are exact instead of searched.
 */
export function mapFeatures(
  features: FeatureTable,
  rows: ArrayLike<number>,
  rng: Rng,
): FeatureMap | Undefined {
  const { width, values } = features;
  const moments = momentsOf(features, rows);
  if (moments.deviation.every((spread) => spread === 0)) {
    return undefinedMetric("the part is constant");
  }
  const column = (feature: number): number[] =>
    Array.from(rows, (row) => rounded(at(values, row * width + feature)));
  if (width === 1) {
    return { kind: "features", x: column(0), y: Array.from(rows, () => rounded(rng.uniform())) };
  }
  if (width === 2) return { kind: "features", x: column(0), y: column(1) };
  if (rows.length < neighbours + 2) return undefinedMetric(`only ${rows.length} rows`);
  const scaled = scaleFeatures(features, rows, moments);
  const points = Array.from({ length: rows.length }, (_, row) =>
    Array.from(scaled.subarray(row * width, (row + 1) * width)),
  );
  const umap = new UMAP({
    nNeighbors: neighbours,
    nEpochs: epochs,
    minDist: 0.1,
    random: () => rng.uniform(),
  });
  const { indices, distances } = neighbourTable(scaled, width);
  umap.setPrecomputedKNN(indices, distances);
  const places = umap.fit(points);
  return {
    kind: "umap",
    x: places.map((place) => rounded(at(place, 0))),
    y: places.map((place) => rounded(at(place, 1))),
  };
}

/** Each row's nearest rows, itself first, as umap-js wants them. */
function neighbourTable(scaled: Float64Array, width: number) {
  const nearest = nearestRows(scaled, scaled, width, neighbours);
  const count = scaled.length / width;
  const indices = Array.from({ length: count }, (_, row) =>
    Array.from(nearest.subarray(row * neighbours, (row + 1) * neighbours)),
  );
  const distances = indices.map((own, row) =>
    own.map((other) => {
      let sum = 0;
      for (let feature = 0; feature < width; feature++) {
        sum += (at(scaled, row * width + feature) - at(scaled, other * width + feature)) ** 2;
      }
      return Math.sqrt(sum);
    }),
  );
  return { indices, distances };
}

/** Four digits are more than a plot shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
