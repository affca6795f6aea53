import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../../evaluation/metric.js";

/** How much of a map lies on a mask. */
export interface ShareInside {
  /** Σ of the map on the mask / Σ of the map, 0..1. */
  readonly share: Metric;
  /** Share of the pixels that the mask takes: what a map that is the same everywhere has. */
  readonly area: number;
}

/**
 * Share of a map on a mask, beside the mask's share of the area.
 * @param map 0 or more, [pixels].
 * @param mask [pixels], 1 inside, else 0.
 * @throws DataError where lengths differ, or the map is below 0 or not finite.
 */
export function shareInside(map: ArrayLike<number>, mask: Uint8Array): ShareInside {
  if (map.length !== mask.length) {
    throw new DataError("share inside", "pixels", { expected: map.length, got: mask.length });
  }
  let [inside, all, covered] = [0, 0, 0];
  for (const [pixel, isInside] of mask.entries()) {
    const value = at(map, pixel);
    if (!(value >= 0 && value < Infinity)) {
      throw new DataError("share inside", "a map", { expected: "0 or more", got: value });
    }
    all += value;
    covered += isInside;
    if (isInside === 1) inside += value;
  }
  const share =
    covered === 0
      ? undefinedMetric("the mask is empty")
      : all === 0
        ? undefinedMetric("the map is 0 everywhere")
        : inside / all;
  return { share, area: covered / mask.length };
}
