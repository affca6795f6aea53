import { solvePositiveDefinite } from "../base/cholesky.js";
import { at } from "../base/ndarray.js";
import type { FeatureRows } from "./row-values.js";

/**
 * Least squares of every feature on a design of zeros and ones: (XᵀX)⁻¹·XᵀF.
 * @param active columns of X that are 1 in each row, [n].
 * @param size number of columns.
 * @returns coefficients [size, F]; or the first column that depends on those before it.
 */
export function regressOnIndicators(
  { values, width }: FeatureRows,
  active: readonly (readonly number[])[],
  size: number,
): { readonly solution: Float64Array } | { readonly dependent: number } {
  const gram = new Float64Array(size * size);
  const products = new Float64Array(size * width);
  for (const [row, columns] of active.entries()) {
    for (const first of columns) {
      for (const second of columns) {
        gram[first * size + second] = at(gram, first * size + second) + 1;
      }
      for (let feature = 0; feature < width; feature++) {
        const place = first * width + feature;
        products[place] = at(products, place) + at(values, row * width + feature);
      }
    }
  }
  return solvePositiveDefinite(gram, products, size);
}
