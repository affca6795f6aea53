import { at } from "../base/ndarray.js";
import type { FeatureTable } from "./probe.js";

/** Spread below this share of the largest absolute value is rounding of float32: a constant feature. */
const resolution = 1e-6;

/** Moments of some rows. */
export interface FeatureMoments {
  /** [width] */
  readonly mean: Float64Array;
  /** [width]: biased standard deviation; 0 for a constant feature, see {@link momentsOf}. */
  readonly deviation: Float64Array;
}

/**
 * Mean and standard deviation of each feature over `rows` (divided by their number). A deviation below
 * 10⁻⁶ of the feature's largest absolute value counts as 0: the feature is constant. The limit is relative,
 * so that a part that has only shrunk hides nothing.
 */
export function momentsOf(table: FeatureTable, rows: ArrayLike<number>): FeatureMoments {
  const { width, values } = table;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  const n = Math.max(1, rows.length);
  for (let feature = 0; feature < width; feature++) {
    let sum = 0;
    let largest = 0;
    for (let index = 0; index < rows.length; index++) {
      const value = at(values, at(rows, index) * width + feature);
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    const average = sum / n;
    let squares = 0;
    for (let index = 0; index < rows.length; index++) {
      squares += (at(values, at(rows, index) * width + feature) - average) ** 2;
    }
    const spread = Math.sqrt(squares / n);
    mean[feature] = average;
    deviation[feature] = spread > resolution * largest ? spread : 0;
  }
  return { mean, deviation };
}

/** (x − mean) / deviation of `rows`, [rows, width]; constant features become 0. */
export function scaleFeatures(
  table: FeatureTable,
  rows: ArrayLike<number>,
  { mean, deviation }: FeatureMoments,
): Float64Array {
  const { width, values } = table;
  const scaled = new Float64Array(rows.length * width);
  for (let index = 0; index < rows.length; index++) {
    const offset = at(rows, index) * width;
    for (let feature = 0; feature < width; feature++) {
      const spread = at(deviation, feature);
      if (spread === 0) continue;
      scaled[index * width + feature] = (at(values, offset + feature) - at(mean, feature)) / spread;
    }
  }
  return scaled;
}
