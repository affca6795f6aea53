/** Means over joint and product rows, within strata and over them. */
import { at } from "../base/ndarray.js";
import { div, log, mul, sub } from "../graph/ops/elementwise.js";
import { logSumExp, reshape, sum } from "../graph/ops/reduce.js";
import { cast, greater, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { Scores } from "./statistics-network.js";

/** Means of each stratum, [S], and which strata have both joint and product rows. */
export interface StratumMeans {
  /** Mean score of the joint rows. */
  readonly joint: Tensor;
  /** log of the mean e^score of the product rows, diagonal out: log( Σ w e^T / Σ w ). */
  readonly logProduct: Tensor;
  /** Weight of the joint rows; 0 for a stratum without a product row: there is nothing to compare with. */
  readonly mass: Tensor;
}

/** Means of the scores, one for each stratum. */
export function stratumMeans(scores: Scores): StratumMeans {
  const { joint, jointWeight, product, weight, membership } = scores;
  const inStratum = mul(membership, jointWeight);
  const jointMass = rowSums(inStratum);
  const productMass = rowSums(mul(membership, sum(weight, { axes: [1] })));
  // Product rows belong to the stratum of their right-hand row, so rows are summed first, then strata.
  const perRow = reshape(logSumExp(product, { axes: [1] }), [1, at(product.shape, 0)]);
  const perStratum = logSumExp(where(greater(membership, 0), perRow, -1e9), { axes: [1] });
  const usable = greater(productMass, 0);
  return {
    joint: div(rowSums(mul(inStratum, joint)), positive(jointMass)),
    // A stratum without product rows has −10⁹ here: 0 instead, since its mass is 0.
    logProduct: where(usable, sub(perStratum, log(positive(productMass))), 0),
    mass: where(usable, jointMass, 0),
  };
}

/**
 * log of the mean e^score of the product rows of each right-hand row, [B], and the rows' weights, 0 for a row
 * without product rows.
 */
export function rowMeans({ product, weight, jointWeight }: Scores): {
  readonly logProduct: Tensor;
  readonly mass: Tensor;
} {
  const total = sum(weight, { axes: [1] });
  const usable = greater(total, 0);
  const logProduct = sub(logSumExp(product, { axes: [1] }), log(positive(total)));
  return { logProduct: where(usable, logProduct, 0), mass: where(usable, jointWeight, 0) };
}

/** Σ mass · values / Σ mass, []; 0 where there is no mass. */
export function weightedMean(values: Tensor, mass: Tensor): Tensor {
  return div(sum(mul(values, mass)), positive(sum(mass)));
}

/** Number of product samples of each row, [B], whatever their weights. */
export function countProducts(weight: Tensor): Tensor {
  return sum(cast(greater(weight, 0), "float32"), { axes: [1] });
}

/** x, or 1 where it is not above 0: what a sum may be divided by. */
export function positive(x: Tensor): Tensor {
  return where(greater(x, 0), x, 1);
}

function rowSums(x: Tensor): Tensor {
  return sum(x, { axes: [1] });
}
