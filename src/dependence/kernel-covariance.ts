/**
 * Covariance of two symmetric matrices K, L of the rows of a batch: the statistic that HSIC (kernels) and distance
 * covariance (distances) have in common,
 *
 *   C = E[K_ij L_ij] + E[K_ij] E[L_ij] − 2 E[K_ij L_ik],   i, j, k independent draws.
 *
 * Each function gives C of each row's stratum, [B] (or [], where all rows are one stratum).
 */
import { at } from "../base/ndarray.js";
import { add, div, mul, sub } from "../graph/ops/elementwise.js";
import { matmul } from "../graph/ops/matmul.js";
import { transpose } from "../graph/ops/movement.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { and, cast, greater, not, where } from "../graph/ops/select.js";
import { scalar } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { sharesWithin, sumWithin, type RowPairs } from "./row-pairs.js";
import { positive } from "./score-means.js";

/** Covariances of matrices over the same rows, and which rows have one. */
export interface KernelCovariance {
  /** C of matrices number `first` and `second`, [B] or []. */
  readonly between: (first: number, second: number) => Tensor;
  /** float32 [B]: weight of each row in the mean over strata; 0 where its stratum has no estimate. */
  readonly mass: Tensor;
}

/**
 * V-statistic: all index tuples, equal ones among them, row i drawn with probability w_i / Σ w of its stratum. For
 * equal weights C = tr(K H L H) / n², H = I − 1/n: biased upwards by O(1/n), never negative for K = L. Rows of one owner
 * count as the diagonal does.
 */
export function biasedCovariance(pairs: RowPairs, matrices: readonly Tensor[]): KernelCovariance {
  const shares = sharesWithin(pairs);
  const { batch } = pairs;
  const rowMean = (x: Tensor) => sum(mul(x, shares), { axes: [1] });
  const centred = matrices.map((matrix) => {
    const means = rowMean(matrix);
    const grand = rowMean(reshape(means, [1, batch]));
    const [column, row] = [reshape(means, [batch, 1]), reshape(means, [1, batch])];
    // Pairs across strata hold anything here: their share is 0.
    return add(sub(sub(matrix, column), row), reshape(grand, [-1, 1]));
  });
  return {
    between: (first, second) => {
      const [left, right] = [at(centred, first), at(centred, second)];
      return rowMean(reshape(rowMean(mul(left, right)), [1, batch]));
    },
    mass: pairs.rows,
  };
}

/**
 * U-statistic: each expectation is the mean over tuples of rows of pairwise different owners, so that it has no bias,
 * and may be negative. Where all owners differ it is the U-centred inner product Σ_{i≠j} Ã_ij B̃_ij / (n(n − 3)) and
 * the unbiased HSIC. A stratum with fewer than four owners has no estimate. Weights of rows are not used. Two matrix
 * products of B³ where rows may share owners.
 *
 * With P = K G, G_ij = 1 where i, j have one owner, and k, l the row sums of K, L over independent pairs:
 * Σ K_ij L_ik = k·l − Σ P∘L, and Σ K_ij L_qr = ΣK ΣL − 4 k·(G l) + 2 Σ Pᵀ∘(L G), over different owners each.
 * @source Song et al. 2012, eq. 5; Székely & Rizzo 2014, eq. 2.4 (all owners different); tuples of owners: ours.
 */
export function unbiasedCovariance(pairs: RowPairs, matrices: readonly Tensor[]): KernelCovariance {
  const { independent, batch } = pairs;
  const aggregate = ownerSums(pairs);
  const sums = (matrix: Tensor): MatrixSums => {
    const own = where(independent, matrix, 0);
    const rows = sum(own, { axes: [1] });
    const owners = reshape(aggregate.vector(reshape(rows, [batch, 1])), [batch]);
    return { own, rows, owners, aggregated: aggregate.matrix(own), total: sumWithin(pairs, rows) };
  };
  const all = sums(scalar(1));
  const counts = tupleSums(pairs, all, all);
  const usable = greater(counts.four, 0);
  const prepared = matrices.map(sums);
  return {
    between: (first, second) => {
      const { two, three, four } = tupleSums(pairs, at(prepared, first), at(prepared, second));
      const mean = (total: Tensor, count: Tensor) => div(total, positive(count));
      const value = sub(
        add(mean(two, counts.two), mean(four, counts.four)),
        mul(mean(three, counts.three), 2),
      );
      return where(usable, value, 0);
    },
    mass: mul(pairs.rows, cast(usable, "float32")),
  };
}

/** Sums of one matrix over independent pairs. */
interface MatrixSums {
  /** [B, B], 0 where the pair is not independent. */
  readonly own: Tensor;
  /** Row sums, [B]. */
  readonly rows: Tensor;
  /** Row sums, added up over the rows of each row's owner, [B]. */
  readonly owners: Tensor;
  /** `own` times the matrix of equal owners, [B, B]. */
  readonly aggregated: Tensor;
  /** Sum over the stratum, [B] or []. */
  readonly total: Tensor;
}

/** Sums over tuples of two, three and four rows of different owners, of each row's stratum. */
function tupleSums(pairs: RowPairs, left: MatrixSums, right: MatrixSums) {
  const within = (matrix: Tensor) => sumWithin(pairs, sum(matrix, { axes: [1] }));
  const crossed = mul(transpose(left.aggregated, [1, 0]), right.aggregated);
  return {
    two: within(mul(left.own, right.own)),
    three: sub(
      sumWithin(pairs, mul(left.rows, right.rows)),
      within(mul(left.aggregated, right.own)),
    ),
    four: add(
      sub(mul(left.total, right.total), mul(sumWithin(pairs, mul(left.rows, right.owners)), 4)),
      mul(within(crossed), 2),
    ),
  };
}

/** Products with G: rows of one owner added up. Without owners G is the identity. */
function ownerSums({ hasOwners, together, independent }: RowPairs) {
  if (!hasOwners) return { vector: (x: Tensor) => x, matrix: (x: Tensor) => x };
  const dependent = not(independent);
  const same = cast(together === null ? dependent : and(together, dependent), "float32");
  return { vector: (x: Tensor) => matmul(same, x), matrix: (x: Tensor) => matmul(x, same) };
}
