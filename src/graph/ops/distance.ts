/** Distances between the rows of two tables. */
import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Tensor } from "../tensor.js";
import { add, mul, sqrt, sub } from "./elementwise.js";
import { matmul } from "./matmul.js";
import { mean, reshape, sum } from "./reduce.js";
import { greater, maximum, stopGradient, where } from "./select.js";

/** Up to here differences are taken feature by feature; wider rows go through a matrix product. */
const directFeatures = 8;

/**
 * Squared Euclidean distances: left [N, F], right [M, F] -> [N, M], ≥ 0.
 *
 * Up to 8 features Σ (l − r)² itself, exactly 0 for equal rows. Above, |l|² + |r|² − 2 l·r of rows moved by the
 * mean row of `right` (memory N·M instead of N·M·F), never below 0: an error of about 1e-7·(|l|² + |r|²) remains,
 * so equal rows come out near 0 only.
 * @throws ShapeError where the operands are not tables of equal width.
 */
export function pairwiseSquaredDistances(left: Tensor, right: Tensor): Tensor {
  const width = left.shape[1];
  if (left.shape.length !== 2 || right.shape.length !== 2 || right.shape[1] !== width) {
    throw new ShapeError("pairwiseSquaredDistances", "tables of equal width", {
      left: left.shape,
      right: right.shape,
    });
  }
  if (at(left.shape, 1) <= directFeatures) {
    const difference = sub(reshape(left, [at(left.shape, 0), 1, at(left.shape, 1)]), right);
    return sum(mul(difference, difference), { axes: [2] });
  }
  // Distances do not change with the origin, so nothing is lost by cutting its gradient.
  const origin = stopGradient(mean(right, { axes: [0], keepAxes: true }));
  const [rows, columns] = [sub(left, origin), sub(right, origin)];
  const squares = (table: Tensor) => sum(mul(table, table), { axes: [1] });
  const products = matmul(rows, columns, { transposeRight: true });
  const sums = add(reshape(squares(rows), [at(left.shape, 0), 1]), squares(columns));
  return maximum(sub(sums, mul(products, 2)), 0);
}

/**
 * Euclidean distances: left [N, F], right [M, F] -> [N, M], ≥ 0. Where the distance is 0 the gradient is 0
 * (the root has none there). Errors as in {@link pairwiseSquaredDistances}.
 */
export function pairwiseDistances(left: Tensor, right: Tensor): Tensor {
  const squared = pairwiseSquaredDistances(left, right);
  const positive = greater(squared, 0);
  // The root sees 1 instead of 0, so that its infinite slope never meets the 0 of the other branch.
  return where(positive, sqrt(where(positive, squared, 1)), 0);
}
