import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { add, floor, mul, sub } from "../../graph/ops/elementwise.js";
import { permuteRows } from "../../graph/ops/gather.js";
import { randomUniform } from "../../graph/ops/random.js";
import { expand } from "../../graph/ops/reduce.js";
import { cast, greaterOrEqual, where } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import type { ApplyContext } from "../layer.js";
import type { ClassAttention } from "./class-query-attention.js";
import { placeOf } from "./place.js";

/**
 * What the class did not look at. `complement`: (1 − A)/Σ(1 − A). `uniform`: 1/N everywhere. `shuffled`: the attention of
 * another image of the batch.
 */
export const counterfactuals = ["complement", "uniform", "shuffled"] as const;
export type Counterfactual = (typeof counterfactuals)[number];

/**
 * Reconstruction: the features v_k under A_cf of IBCA's intervention do(A = A_cf), [B, K, D], over N ≥ 2 places. The effect of the
 * attention, s_k − s_k under A_cf, is the caller's to take.
 *
 * Features are linear in the attention, so the complement needs no pooling of its own:
 * v under (1 − A)/(N − 1) = (N · v under 1/N − v)/(N − 1).
 *
 * `shuffled` takes row i from row (i + d) mod B with d drawn evenly from 1..B − 1 by this pass's key, so that no image keeps its
 * own and each partner is equally likely; B ≥ 2. The attention gets no gradient through `uniform`, the others hand it through. No
 * difference between training and evaluation.
 * @throws ShapeError where there are too few places or images. @throws GraphError for `shuffled` in a pass without random
 * numbers.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea; Rao et al. 2021 (CAL) for effects of attention, whose
 * counterfactuals are random maps, uniform and reversed ones, not scaled to sum to 1.
 */
export function counterfactualFeatures(
  kind: Counterfactual,
  { attention, features, even, poolWith }: ClassAttention,
  context: ApplyContext,
): Tensor {
  const where_ = placeOf(context, "counterfactualFeatures");
  const { shape } = attention;
  const places = at(shape, shape.length - 1);
  if (places < 2) throw new ShapeError(where_, "needs two places or more", { got: shape });
  if (kind === "shuffled") return poolWith(shuffle(attention, where_, context));
  return kind === "uniform"
    ? expand(even, features.shape)
    : mul(sub(mul(even, places), features), 1 / (places - 1));
}

/** Each image with the attention of another. */
function shuffle(attention: Tensor, where_: string, context: ApplyContext): Tensor {
  const batch = at(attention.shape, 0);
  if (batch < 2) {
    throw new ShapeError(where_, "shuffles two images or more", { got: attention.shape });
  }
  const uniform = randomUniform(context.randomKey(), []);
  const distance = cast(add(floor(mul(uniform, batch - 1)), 1), "int64");
  return permuteRows(
    attention,
    shiftedRows(distance, batch),
    shiftedRows(sub(constant([batch], [], "int64"), distance), batch),
  );
}

/** (i + d) mod B for each row i, int64 [B]; d int64 [], 1..B − 1. */
function shiftedRows(distance: Tensor, batch: number): Tensor {
  const rows = Array.from({ length: batch }, (_, row) => row);
  const moved = add(constant(rows, [batch], "int64"), distance);
  return where(greaterOrEqual(moved, batch), sub(moved, batch), moved);
}
