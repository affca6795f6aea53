import { at } from "../base/ndarray.js";
import { div, mul } from "../graph/ops/elementwise.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { cast, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { CountedPair } from "./counted-pair.js";
import { independentPairs, pairsWithinStrata } from "./sample-pairs.js";
import { positive } from "./score-means.js";

/**
 * Which rows a closed form compares. What belongs to a stratum is kept as one value a row [B], the same for all rows
 * of a stratum, so that a mean over strata weighted by their rows is a mean over rows.
 */
export interface RowPairs {
  readonly batch: number;
  /** float32 [B]: weight of each row, 0 where it does not count. */
  readonly rows: Tensor;
  /** bool [B, B]: both rows count and are of one stratum, the diagonal among them; null where that is all pairs. */
  readonly together: Tensor | null;
  /** bool [B, B]: the same without the diagonal and pairs of one owner. */
  readonly independent: Tensor;
  /** Do rows share owners? */
  readonly hasOwners: boolean;
}

/** The pairs of rows of a batch. */
export function rowPairs(pair: CountedPair): RowPairs {
  const batch = at(pair.left.shape, 0);
  return {
    batch,
    rows: pair.rows,
    together: pairsWithinStrata(pair, batch),
    independent: independentPairs(pair),
    hasOwners: pair.owner !== null,
  };
}

/** Sum over the rows of each row's stratum: [B] -> [B], or [] where all rows are one stratum and count. */
export function sumWithin({ together, batch }: RowPairs, rows: Tensor): Tensor {
  if (together === null) return sum(rows);
  return sum(where(together, reshape(rows, [1, batch]), 0), { axes: [1] });
}

/**
 * Share of row j in the mean over row i's stratum, float32 [B, B], or [1, B] where all rows are one stratum: rows
 * sum to 1, or to 0 where row i does not count.
 */
export function sharesWithin({ together, batch, rows }: RowPairs): Tensor {
  const row = reshape(rows, [1, batch]);
  const own = together === null ? row : mul(cast(together, "float32"), row);
  return div(own, positive(sum(own, { axes: [1], keepAxes: true })));
}
