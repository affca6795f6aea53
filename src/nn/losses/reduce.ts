import { ShapeError } from "../../base/errors.js";
import { sameShape } from "../../base/ndarray.js";
import { div, mul } from "../../graph/ops/elementwise.js";
import { reshape, sum } from "../../graph/ops/reduce.js";
import { cast, greater, where } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import type { Shape } from "../../graph/types.js";

/**
 * How element losses become one number. With v = 1 for a valid element, 0 for a masked one, and w the weight
 * of its row: `mean` is Σ w·v·l / Σ w·v (0 where nothing is valid), `sum` is Σ w·v·l, `none` keeps w·v·l.
 */
export type Reduction = "mean" | "sum" | "none";

/** Options that every loss has. */
export interface LossOptions {
  /** Weight of each row, float32 [B], none negative; 1 for all if absent. No gradient is taken of it. */
  readonly weights?: Tensor;
  /** Default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Reduce element losses. Masked elements count as 0 whatever `losses` holds there, so their gradient is
 * exactly 0; but callers must keep NaN out of them by masking the operands as well.
 * @param losses [B] or [B, ...], float32. @param valid bool, the same shape.
 */
export function reduceLoss(
  where_: string,
  losses: Tensor,
  valid: Tensor,
  { weights, reduction = "mean" }: LossOptions,
): Tensor {
  const kept = where(valid, losses, 0);
  const counts = cast(valid, "float32");
  const weighted = weights === undefined ? kept : mul(kept, rowWeights(where_, weights, losses));
  if (reduction === "none") return weighted;
  if (reduction === "sum") return sum(weighted);
  const total = sum(
    weights === undefined ? counts : mul(counts, rowWeights(where_, weights, losses)),
  );
  return div(sum(weighted), where(greater(total, 0), total, 1));
}

/** weights [B] as [B, 1, ...], to broadcast against the losses. */
function rowWeights(where_: string, weights: Tensor, losses: Tensor): Tensor {
  if (!sameShape(weights.shape, losses.shape.slice(0, 1))) {
    throw new ShapeError(where_, "weights, one a row", {
      expected: losses.shape.slice(0, 1),
      got: weights.shape,
    });
  }
  return reshape(weights, [...weights.shape, ...losses.shape.slice(1).map(() => 1)]);
}

/** x where `valid`, else 0, with the mask stretched over the last axes of x: masked rows lose their NaNs. */
export function maskRows(x: Tensor, valid: Tensor): Tensor {
  const rest = x.shape.slice(valid.shape.length);
  return where(reshape(valid, [...valid.shape, ...rest.map(() => 1)]), x, 0);
}

/** @throws ShapeError unless both shapes are equal. */
export function requireShape(where_: string, what: string, expected: Shape, got: Shape): void {
  if (!sameShape(expected, got)) throw new ShapeError(where_, what, { expected, got });
}
