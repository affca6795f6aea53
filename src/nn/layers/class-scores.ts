import { ShapeError } from "../../base/errors.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import { biasUniform, kaimingUniform } from "../init.js";
import type { Layer } from "../layer.js";
import { placeOf } from "./place.js";

/** Options of {@link classScores}. */
export interface ClassScoresOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features D of a class. */
  readonly features: number;
}

/**
 * A scorer for each class: s_k = w_k·v_k + b_k, x [B, K, D] -> logits [B, K].
 *
 * Parameters `weight` [K, D] and `bias` [K], both U(±1/√D). No difference between training and evaluation.
 * @throws ShapeError where x is not [B, K, D].
 * @source Liu et al. 2021 (Query2Label), its group-wise linear layer.
 */
export function classScores({ classes, features }: ClassScoresOptions): Layer {
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
  };
}
