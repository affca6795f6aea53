import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { add, log, mul } from "../graph/ops/elementwise.js";
import { gather } from "../graph/ops/gather.js";
import { concat, slice } from "../graph/ops/movement.js";
import { expand, reshape } from "../graph/ops/reduce.js";
import { and, cast, equal, greater, not, or, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { ones } from "./counted-pair.js";
import type { FeaturePair } from "./measure.js";

/** How samples of the product of marginals are drawn from a batch of joint samples. */
export type PairSampling = "all" | number;

/** Joint rows and rows of the product of marginals, ready for a critic. */
export interface SampledPairs {
  /** [B, Fa + Fb]: row i is (left i, right i). */
  readonly joint: Tensor;
  /** [B·M, Fa + Fb]: M product rows for each right-hand row, right-hand row varying slowest. */
  readonly product: Tensor;
  /** M. */
  readonly perRow: number;
  /**
   * float32 [B, M]: 1 where a product row pairs two owners of one stratum and both rows count, else 0; with row
   * weights their product.
   */
  readonly weight: Tensor;
}

/**
 * Product samples of a shuffled batch. `all`: every off-diagonal combination (M = B columns, the diagonal
 * weighted 0). K: K cyclic shifts of the left part, spread evenly over the batch (M = K). With strata only the
 * rows that meet their own stratum count, about 1 in S of K shifts: raise K with the number of strata.
 *
 * The batch must be in random order: shifts of an ordered batch are not product samples.
 * @throws DataError for fewer than two rows, or K outside 1..B − 1.
 */
export function samplePairs(pair: FeaturePair, pairs: PairSampling): SampledPairs {
  const batch = at(pair.left.shape, 0);
  if (batch < 2) {
    throw new DataError("dependence", "a batch of one row has no product samples", { got: batch });
  }
  const { product, perRow, weight } =
    pairs === "all" ? allPairs(pair, batch) : shiftedPairs(pair, batch, pairs);
  return { joint: concat([pair.left, pair.right], 1), product, perRow, weight };
}

type ProductRows = Pick<SampledPairs, "product" | "perRow" | "weight">;

function allPairs(pair: FeaturePair, batch: number): ProductRows {
  const { left, right } = pair;
  const [leftSize, rightSize] = [at(left.shape, 1), at(right.shape, 1)];
  const lefts = expand(reshape(left, [1, batch, leftSize]), [batch, batch, leftSize]);
  const rights = expand(reshape(right, [batch, 1, rightSize]), [batch, batch, rightSize]);
  const product = reshape(concat([lefts, rights], 2), [batch * batch, leftSize + rightSize]);
  return { product, perRow: batch, weight: pairWeights(pair, independentPairs(pair)) };
}

/**
 * Which pairs of rows may stand for independent ones, bool [B, B]: two owners, one stratum, both valid, never
 * the diagonal.
 */
export function independentPairs({ left, owner, valid, stratum }: FeaturePair): Tensor {
  const batch = at(left.shape, 0);
  const index = constant(
    Array.from({ length: batch }, (_, row) => row),
    [batch],
    "int32",
  );
  const diagonal = outerEqual(index, batch);
  const excluded = owner === null ? diagonal : or(diagonal, outerEqual(owner, batch));
  const together = pairsWithinStrata({ valid, stratum }, batch);
  return together === null ? not(excluded) : and(not(excluded), together);
}

/** Pairs of valid rows of one stratum, the diagonal among them: bool [B, B]; null where that is all pairs. */
export function pairsWithinStrata(
  { valid, stratum }: Pick<FeaturePair, "valid" | "stratum">,
  batch: number,
): Tensor | null {
  const same = stratum === null ? null : outerEqual(stratum, batch);
  const both = valid === null ? null : and(reshape(valid, [batch, 1]), reshape(valid, [1, batch]));
  return same === null || both === null ? (same ?? both) : and(same, both);
}

function pairWeights({ weight, left }: FeaturePair, counted: Tensor): Tensor {
  const batch = at(left.shape, 0);
  const one = cast(counted, "float32");
  if (weight === null) return one;
  return mul(one, mul(reshape(weight, [batch, 1]), reshape(weight, [1, batch])));
}

function outerEqual(values: Tensor, batch: number): Tensor {
  return equal(reshape(values, [batch, 1]), reshape(values, [1, batch]));
}

function shiftedPairs(pair: FeaturePair, batch: number, count: number): ProductRows {
  const { left, right } = pair;
  if (!Number.isInteger(count) || count < 1 || count >= batch) {
    throw new DataError("dependence", "number of shifts", {
      expected: `1..${batch - 1}`,
      got: count,
      advice: "Lower `pairs` of the measure, or raise train.batch.",
    });
  }
  const shifts = Array.from({ length: count }, (_, k) =>
    Math.floor(((k + 1) * batch) / (count + 1)),
  );
  const size = at(left.shape, 1) + at(right.shape, 1);
  const rows = shifts.map((shift) =>
    reshape(concat([roll(left, shift), right], 1), [batch, 1, size]),
  );
  return {
    product: reshape(concat(rows, 1), [batch * count, size]),
    perRow: count,
    weight: shiftWeights(pair, shifts),
  };
}

/** Weights of the product rows, float32 [B, shifts]. */
function shiftWeights(
  { left, owner, valid, stratum, weight }: FeaturePair,
  shifts: readonly number[],
): Tensor {
  const batch = at(left.shape, 0);
  const shape = [batch, shifts.length];
  const rows = Array.from({ length: batch }, (_, row) => shifts.map((by) => (row + by) % batch));
  const partners = constant(rows.flat(), shape, "int64");
  /** By row: the value of its partner in each shift, and its own. */
  const both = (values: Tensor): [Tensor, Tensor] => [
    gather(values, partners),
    reshape(values, [batch, 1]),
  ];
  const conditions = [
    ...(owner === null ? [] : [not(equal(...both(owner)))]),
    ...(valid === null ? [] : [and(...both(valid))]),
    ...(stratum === null ? [] : [equal(...both(stratum))]),
  ];
  const [first, ...others] = conditions;
  const counted = first === undefined ? ones(shape) : cast(others.reduce(and, first), "float32");
  return weight === null ? counted : mul(counted, mul(...both(weight)));
}

/** Rows moved up by `shift`, cyclically. */
function roll(x: Tensor, shift: number): Tensor {
  const rows = at(x.shape, 0);
  const wrapped = shift % rows;
  if (wrapped === 0) return x;
  return concat(
    [
      slice(x, [{ axis: 0, start: wrapped, end: rows }]),
      slice(x, [{ axis: 0, start: 0, end: wrapped }]),
    ],
    0,
  );
}

/**
 * Scores [B, M] so that Σ e^score is the weighted sum: log weight added (`weighted`; without it weights are 0
 * or 1), those of weight 0 set so low that e^score is 0; no gradient reaches them.
 */
export function keepWeighted(scores: Tensor, weight: Tensor, weighted = false): Tensor {
  const counted = greater(weight, 0);
  return where(counted, weighted ? add(scores, log(where(counted, weight, 1))) : scores, -1e9);
}
