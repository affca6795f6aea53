import { layerNorm as layerNormOf } from "../../graph/ops/norm.js";
import type { Layer } from "../layer.js";
import { affineSpecs } from "./affine.js";

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** The last axes of the operand, over which each sample is standardised. */
  readonly shape: readonly number[];
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/**
 * y = (x − mean) / √(variance + ε) · weight + bias over the last axes `shape`, population variance:
 * x [..., ...shape] -> the same. Parameters `weight` (ones) and `bias` (zeros) of `shape`. No difference
 * between training and evaluation.
 * @throws ShapeError where x does not end in `shape` (from the operator).
 * @source torch.nn.LayerNorm; Ba et al. 2016.
 */
export function layerNorm({ shape, epsilon = 1e-5 }: LayerNormOptions): Layer {
  return {
    parameters: affineSpecs(shape),
    buffers: {},
    apply: (context, x) =>
      layerNormOf(x, context.parameter("weight"), context.parameter("bias"), epsilon),
  };
}
