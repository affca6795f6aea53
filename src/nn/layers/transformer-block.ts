import { normalInit, xavierUniform } from "../init.js";
import { sequential, type Layer } from "../layer.js";
import { gelu } from "./activation.js";
import { layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";
import { multiHeadAttention } from "./multi-head-attention.js";
import { residual } from "./residual.js";

/** Options of {@link transformerBlock}. */
export interface TransformerBlockOptions {
  /** Width F of a token. */
  readonly features: number;
  /** Heads of the attention; divides `features`. */
  readonly heads: number;
  /** Width of the hidden layer. */
  readonly hidden: number;
}

/** Added to the variance by layer norms of vision transformers. */
export const transformerEpsilon = 1e-6;

/**
 * Block of a vision transformer, norms first: z = x + attention(norm(x)), y = z + mlp(norm(z)), mlp = linear-GELU-linear:
 * x [B, N, F] -> [B, N, F]. No dropout, so training and evaluation do not differ.
 *
 * Laws: attention as in its own file; linear layers Xavier uniform, biases N(0, 1e-12); norms 1 and 0. Names of arrays are
 * torchvision's: `ln_1`, `self_attention`, `ln_2`, `mlp.0`, `mlp.3`.
 * @throws ShapeError where heads do not divide the features.
 * @source Dosovitskiy et al. 2021, equations 2 and 3; torchvision.models.vision_transformer.EncoderBlock.
 */
export function transformerBlock({ features, heads, hidden }: TransformerBlockOptions): Layer {
  const norm = layerNorm({ shape: [features], epsilon: transformerEpsilon });
  const attention = residual({
    body: sequential({ ln_1: norm, self_attention: multiHeadAttention({ features, heads }) }),
  });
  // JavaScript keeps numbers as names in ascending order.
  const mlp = sequential({
    0: mlpLinear(features, hidden),
    1: gelu,
    3: mlpLinear(hidden, features),
  });
  const widened = residual({ body: sequential({ ln_2: norm, mlp }) });
  return {
    parameters: { ...attention.parameters, ...widened.parameters },
    buffers: {},
    apply: (context, x) => widened.apply(context, attention.apply(context, x)),
  };
}

function mlpLinear(inFeatures: number, outFeatures: number): Layer {
  const laws = { weightInit: xavierUniform, biasInit: normalInit(1e-6) };
  return linear({ inFeatures, outFeatures, ...laws });
}
