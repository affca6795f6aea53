import { ShapeError } from "../../base/errors.js";
import { add, div, mul, sqrt, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { transpose } from "../../graph/ops/movement.js";
import { mean, reshape, sum } from "../../graph/ops/reduce.js";
import { relu } from "../../graph/ops/select.js";
import { specsOfParts, type Layer } from "../layer.js";
import { batchNorm } from "./batch-norm.js";
import { linear } from "./linear.js";
import { placeOf } from "./place.js";

/** Options of {@link linearBatchNorm}. */
export interface LinearBatchNormOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/**
 * A linear layer without bias and batch normalisation by the batch's own statistics, folded into one product, for few
 * inputs and many outputs: x [B, I] -> [B, O].
 *
 *   x̃ = x − mean x,  S = x̃ᵀx̃ / B,  v_o = w_oᵀ S w_o,  y_o = x̃ · w_o weight_o / √(v_o + ε) + bias_o
 *
 * v is the variance of x·w_o, got from the covariance [I, I] of the inputs: no pass over [B, O] beside the product. Same
 * parameters (`linear.weight` [O, I], `norm.weight`, `norm.bias` [O]) and, but for rounding, the same values and gradients as
 * linear and batch norm in turn. The covariance costs B·I² and beats them while I is well below O.
 * @throws ShapeError where x is not [B, I] with B ≥ 2.
 * @source Ioffe & Szegedy 2015; the fold is ours.
 */
export function linearBatchNorm(options: LinearBatchNormOptions): Layer {
  const { inFeatures, outFeatures, epsilon = 1e-5 } = options;
  return {
    ...specsOfParts({
      linear: linear({ inFeatures, outFeatures, bias: false }),
      norm: batchNorm({ channels: outFeatures, trackStatistics: false }),
    }),
    apply: (context, x) => {
      const [batch = 0, features] = x.shape;
      if (x.shape.length !== 2 || features !== inFeatures || batch < 2) {
        throw new ShapeError(placeOf(context, "linearBatchNorm"), "operand", {
          expected: `[at least 2, ${inFeatures}]`,
          got: x.shape,
        });
      }
      const weight = context.child("linear").parameter("weight");
      const norm = context.child("norm");
      const centred = sub(x, mean(x, { axes: [0], keepAxes: true }));
      const covariance = mul(matmul(centred, centred, { transposeLeft: true }), 1 / batch);
      const along = sum(mul(matmul(weight, covariance), weight), { axes: [1] });
      // A direction without spread must not come out below 0 by rounding.
      const factor = div(norm.parameter("weight"), sqrt(add(relu(along), epsilon)));
      const scaled = mul(weight, reshape(factor, [outFeatures, 1]));
      return add(matmul(centred, transpose(scaled, [1, 0])), norm.parameter("bias"));
    },
  };
}
