import { DataError } from "../base/errors.js";
import { concat, slice } from "../graph/ops/movement.js";
import { expand, reshape } from "../graph/ops/reduce.js";
import { and, cast, equal, not, or, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { at, sizeOf } from "../base/ndarray.js";
import type { FeaturePair } from "./measure.js";

/** How samples of the product of marginals are drawn from a batch of joint samples. */
export type PairSampling = "all" | number;

/** Joint rows and rows of the product of marginals, ready for a critic. */
export interface SampledPairs {
  /** [B, Fa + Fb]: row i is (left i, right i). */
  readonly joint: Tensor;
  /** float32 [B]: 1 where a joint row counts. */
  readonly jointWeight: Tensor;
  /** [B·M, Fa + Fb]: M product rows for each right-hand row, right-hand row varying slowest. */
  readonly product: Tensor;
  /** M. */
  readonly perRow: number;
  /** float32 [B, M]: 1 where a product row pairs two owners and both rows count, else 0. */
  readonly weight: Tensor;
}

/**
 * Product samples of a shuffled batch. `all`: every off-diagonal combination (M = B columns, the diagonal
 * weighted 0). K: K cyclic shifts of the left part, spread evenly over the batch (M = K).
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
  const { valid } = pair;
  return {
    joint: concat([pair.left, pair.right], 1),
    jointWeight: valid === null ? ones([batch]) : cast(valid, "float32"),
    product,
    perRow,
    weight,
  };
}

type ProductRows = Pick<SampledPairs, "product" | "perRow" | "weight">;

function ones(shape: readonly number[]): Tensor {
  return constant(new Float64Array(sizeOf(shape)).fill(1), shape);
}

function allPairs({ left, right, owner, valid }: FeaturePair, batch: number): ProductRows {
  const [leftSize, rightSize] = [at(left.shape, 1), at(right.shape, 1)];
  const lefts = expand(reshape(left, [1, batch, leftSize]), [batch, batch, leftSize]);
  const rights = expand(reshape(right, [batch, 1, rightSize]), [batch, batch, rightSize]);
  const product = reshape(concat([lefts, rights], 2), [batch * batch, leftSize + rightSize]);
  const index = constant(
    Array.from({ length: batch }, (_, row) => row),
    [batch],
    "int32",
  );
  const diagonal = outerEqual(index, batch);
  const excluded = owner === null ? diagonal : or(diagonal, outerEqual(owner, batch));
  const different = not(excluded);
  const counted =
    valid === null
      ? different
      : and(different, and(reshape(valid, [batch, 1]), reshape(valid, [1, batch])));
  return { product, perRow: batch, weight: cast(counted, "float32") };
}

function outerEqual(values: Tensor, batch: number): Tensor {
  return equal(reshape(values, [batch, 1]), reshape(values, [1, batch]));
}

function shiftedPairs(
  { left, right, owner, valid }: FeaturePair,
  batch: number,
  count: number,
): ProductRows {
  if (!Number.isInteger(count) || count < 1 || count >= batch) {
    throw new DataError("dependence", "number of shifts", {
      expected: `1..${batch - 1}`,
      got: count,
      advice: "Use fewer shifts or a larger batch.",
    });
  }
  const shifts = Array.from({ length: count }, (_, k) =>
    Math.floor(((k + 1) * batch) / (count + 1)),
  );
  const size = at(left.shape, 1) + at(right.shape, 1);
  const rows = shifts.map((shift) =>
    reshape(concat([roll(left, shift), right], 1), [batch, 1, size]),
  );
  const weights = shifts.map((shift) => {
    const conditions = [
      ...(owner === null ? [] : [not(equal(roll(owner, shift), owner))]),
      ...(valid === null ? [] : [and(roll(valid, shift), valid)]),
    ];
    const [first, ...others] = conditions;
    return first === undefined
      ? ones([batch, 1])
      : reshape(cast(others.reduce(and, first), "float32"), [batch, 1]);
  });
  return {
    product: reshape(concat(rows, 1), [batch * count, size]),
    perRow: count,
    weight: concat(weights, 1),
  };
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
 * Scores [B, M] with those of weight 0 set so low that e^score is 0; no gradient reaches them.
 */
export function keepWeighted(scores: Tensor, weight: Tensor): Tensor {
  return where(equal(weight, 1), scores, -1e9);
}
