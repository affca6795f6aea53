import { at } from "../base/ndarray.js";
import { add, mul, sub } from "../graph/ops/elementwise.js";
import { oneHot } from "../graph/ops/gather.js";
import { reshape } from "../graph/ops/reduce.js";
import { and, cast, greaterOrEqual, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { MixedBatch } from "./classifier.js";

/** Streams of a step's key that belong to mixing; layers count up from 0. */
export const mixStreams = { share: 2 ** 30, partner: 2 ** 30 + 1, kind: 2 ** 30 + 2 } as const;

/** Images and labels of the same rows. */
export interface LabelledImages {
  /** [B, ...] */
  readonly image: Tensor;
  /** int32 [B], -1 missing. */
  readonly label: Tensor;
}

/**
 * Convex combinations of rows: x = λ x₁ + (1 − λ) x₂, and class probabilities λ e(y₁) + (1 − λ) e(y₂), whose
 * cross-entropy is λ CE(y₁) + (1 − λ) CE(y₂). A pair in which a label is missing is not mixed (λ = 1): a row
 * without a label reaches no other, and stays without one.
 * @param share λ in [0, 1], float32 [B] or [1].
 */
export function mixRows(
  own: LabelledImages,
  partner: LabelledImages,
  share: Tensor,
  classes: number,
): MixedBatch {
  const known = greaterOrEqual(own.label, 0);
  const both = and(known, greaterOrEqual(partner.label, 0));
  const kept = where(both, share, 1);
  const rows = at(own.label.shape, 0);
  const along = (rank: number) => reshape(kept, [rows, ...new Array<number>(rank - 1).fill(1)]);
  const blend = (left: Tensor, right: Tensor) => {
    const weight = along(left.shape.length);
    return add(mul(left, weight), mul(right, sub(1, weight)));
  };
  const hot = (label: Tensor) => oneHot(cast(label, "int64"), classes);
  return {
    image: blend(own.image, partner.image),
    target: where(reshape(known, [rows, 1]), blend(hot(own.label), hot(partner.label)), -1),
  };
}
