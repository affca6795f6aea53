import { at } from "../base/ndarray.js";
import type { FeatureTable } from "./probe.js";

/** The features of some rows, in their order, as float32. */
export function pickFeatures({ width, values }: FeatureTable, rows: Int32Array): FeatureTable {
  const taken = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) {
    for (let feature = 0; feature < width; feature++) {
      taken[place * width + feature] = at(values, row * width + feature);
    }
  }
  return { rows: rows.length, width, values: taken };
}
