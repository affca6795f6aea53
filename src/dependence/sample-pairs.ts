import { DataError } from "../base/errors.js";
import { sub } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { expand, reshape } from "../graph/ops/reduce.js";
import { cast, equal, or, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { at } from "../base/ndarray.js";
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
  /** float32 [B, M]: 1 where a product row pairs two owners, 0 where it must not count. */
  readonly weight: Tensor;
}

/**
 * Product samples of a shuffled batch. `all`: every off-diagonal combination (M = B columns, the diagonal
 * weighted 0). K: K cyclic shifts of the left part, spread evenly over the batch (M = K).
 *
 * The batch must be in random order: shifts of an ordered batch are not product samples.
 * @throws DataError for fewer than two rows, or K outside 1..B − 1.
 */
export function samplePairs(
  { left, right, owner }: FeaturePair,
  pairs: PairSampling,
): SampledPairs {
  const batch = at(left.shape, 0);
  if (batch < 2) {
    throw new DataError("dependence", "a batch of one row has no product samples", { got: batch });
  }
  const joint = concat([left, right], 1);
  return pairs === "all"
    ? allPairs(left, right, owner, joint, batch)
    : shiftedPairs(left, right, owner, joint, batch, pairs);
}

function allPairs(
  left: Tensor,
  right: Tensor,
  owner: Tensor | null,
  joint: Tensor,
  batch: number,
): SampledPairs {
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
  return { joint, product, perRow: batch, weight: sub(1, cast(excluded, "float32")) };
}

function outerEqual(values: Tensor, batch: number): Tensor {
  return equal(reshape(values, [batch, 1]), reshape(values, [1, batch]));
}

function shiftedPairs(
  left: Tensor,
  right: Tensor,
  owner: Tensor | null,
  joint: Tensor,
  batch: number,
  count: number,
): SampledPairs {
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
  const size = at(joint.shape, 1);
  const rows = shifts.map((shift) =>
    reshape(concat([roll(left, shift), right], 1), [batch, 1, size]),
  );
  const weights = shifts.map((shift) =>
    owner === null
      ? constant(new Float64Array(batch).fill(1), [batch, 1])
      : reshape(sub(1, cast(equal(roll(owner, shift), owner), "float32")), [batch, 1]),
  );
  return {
    joint,
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
