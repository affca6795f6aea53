import { ShapeError } from "../../base/errors.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { transpose } from "../../graph/ops/movement.js";
import { reshape, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { biasUniform, kaimingUniform } from "../init.js";
import type { ApplyContext, Layer } from "../layer.js";
import { placeOf } from "./place.js";

/** Options of {@link classScores}. */
export interface ClassScoresOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features D of a class. */
  readonly features: number;
}

/** A scorer for each class, which can also be asked what it says of the features of the others. */
export interface ClassScorer extends Layer {
  /** w_k·v_j + b_k: x [B, K, D] -> [B, K, K], row k and column j. */
  crossed(context: ApplyContext, x: Tensor): Tensor;
}

/**
 * A scorer for each class: s_k = w_k·v_k + b_k, x [B, K, D] -> logits [B, K].
 *
 * Parameters `weight` [K, D] and `bias` [K], both U(±1/√D). No difference between training and evaluation.
 * @throws ShapeError where x is not [B, K, D].
 * @source Liu et al. 2021 (Query2Label), its group-wise linear layer.
 */
export function classScores({ classes, features }: ClassScoresOptions): ClassScorer {
  const shape = [classes, features];
  return {
    parameters: {
      weight: { shape, init: kaimingUniform },
      bias: { shape: [classes], init: biasUniform(shape) },
    },
    buffers: {},
    apply: (context, x) => {
      if (x.shape.length !== 3 || x.shape[1] !== classes || x.shape[2] !== features) {
        throw new ShapeError(placeOf(context, "classScores"), "class features must be [B, K, D]", {
          K: classes,
          D: features,
          got: x.shape,
        });
      }
      const products = sum(mul(x, context.parameter("weight")), { axes: [2] });
      return add(products, context.parameter("bias"));
    },
    crossed: (context, x) =>
      add(
        matmul(context.parameter("weight"), transpose(x, [0, 2, 1])),
        reshape(context.parameter("bias"), [classes, 1]),
      ),
  };
}
