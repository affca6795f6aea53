import { z } from "zod";
import { sizeOf } from "../../base/ndarray.js";
import { add } from "../../graph/ops/elementwise.js";
import { pad, slice } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { normalInit } from "../init.js";
import {
  applyPart,
  constantInit,
  functionLayer,
  sequential,
  specsOfParts,
  type Layer,
} from "../layer.js";
import { layerNorm } from "../layers/layer-norm.js";
import { linear } from "../layers/linear.js";
import { patchEmbedding } from "../layers/patch-embedding.js";
import { transformerBlock, transformerEpsilon } from "../layers/transformer-block.js";
import { requireImage, requireSampleShape, type Encoder, type EncoderOptions } from "./encoder.js";

/** Width of a token. */
const width = 192;
/** Heads of 64 each. */
const heads = 3;
/** Hidden width of a block, four times that of a token. */
const hidden = 768;
const depth = 12;

/** Settings of {@link vitTiny}. */
export interface VitTinyConfig {
  readonly patch: number;
}

/**
 * Vision transformer of DeiT-Tiny's width, as torchvision's VisionTransformer builds it: patches of P x P pixels as tokens
 * of 192, a class token before them, learnt positions added, 12 blocks of attention with 3 heads and of an MLP of 768
 * (GELU), layer norm of the class token, linear 192 -> F. x [B, C, H, W] with any number of channels, H and W divisible
 * by P, -> [B, F]. 5,338,752 parameters before the last layer and those of the image, 192·(C·P² + 1) of the patches and
 * 192·(H·W/P² + 2) of class token and positions. No dropout: training and evaluation do not differ.
 *
 * Why this one of the modern small networks: all its work is matrix products, the fastest thing on a CPU. ConvNeXt's
 * smallest published form has 28 million parameters, and its depthwise convolutions a slow way back here.
 *
 * Positions belong to one image size: weights of another size do not fit. The published patch of 16 is for images of 224;
 * the default of 8 gives small images more tokens. Cost grows with their number, that of attention with its square.
 *
 * Laws: torchvision's. Patches N(0, 1/(C·P²)), class token 0, positions N(0, 0.02²), blocks as in transformer-block.ts.
 * Deviation: the last layer is PyTorch's default with bias 0; torchvision's zeros are for logits, and features that are
 * all equal say nothing to a measure of dependence. Names of arrays are torchvision's, but for those of the attention,
 * `inWeight`, `inBias`, `outWeight`, `outBias`.
 * @source Touvron et al. 2021, table 1 (DeiT-Ti, without distillation); Dosovitskiy et al. 2021;
 * torchvision.models.VisionTransformer(num_layers=12, num_heads=3, hidden_dim=192, mlp_dim=768).
 */
export const vitTiny: Encoder<VitTinyConfig> = {
  name: "vit-tiny",
  title: "Vision transformer of DeiT-Tiny's width (Touvron 2021), torchvision's architecture",
  config: z.strictObject({
    patch: z
      .int()
      .positive()
      .default(8)
      .describe("Side of a patch in pixels; divides both sides of the image."),
  }),
  accepts: "[C, H, W] with H and W divisible by model.options.patch",
  patches: patchGrid,
  build: (options, { patch }) => {
    const [channels = 0] = options.shape;
    const tokens = sizeOf(patchGrid(options, { patch })) + 1;
    return visionTransformer(tokens, {
      conv_proj: patchEmbedding({ channels, patch, features: width }),
      encoder: sequential({
        layers: blocks(),
        // torchvision norms every token and then takes the first: the same numbers.
        first: firstToken,
        ln: layerNorm({ shape: [width], epsilon: transformerEpsilon }),
      }),
      heads: sequential({
        head: linear({
          ...{ inFeatures: width, outFeatures: options.features },
          biasInit: constantInit(0),
        }),
      }),
    });
  },
};

/** [H/P, W/P] */
function patchGrid(
  options: Pick<EncoderOptions, "shape">,
  { patch }: VitTinyConfig,
): [number, number] {
  const { height, width: across } = requireImage(vitTiny, options, 1);
  const { name, accepts } = vitTiny;
  const divides = height % patch === 0 && across % patch === 0;
  requireSampleShape({ name, accepts: `${accepts}, ${patch}` }, options, divides);
  return [height / patch, across / patch];
}

interface Parts extends Record<string, Layer> {
  /** [B, C, H, W] -> [B, N, F] */
  readonly conv_proj: Layer;
  /** [B, N + 1, F] -> [B, F] */
  readonly encoder: Layer;
  readonly heads: Layer;
}

/** The parts with class token and positions between the first two; `tokens` is N + 1. */
function visionTransformer(tokens: number, parts: Parts): Layer {
  const { parameters, buffers } = specsOfParts(parts);
  return {
    parameters: {
      class_token: { shape: [1, 1, width], init: constantInit(0) },
      "encoder.pos_embedding": { shape: [1, tokens, width], init: normalInit(0.02) },
      ...parameters,
    },
    buffers,
    apply: (context, x) => {
      const patches = applyPart(context, "conv_proj", parts.conv_proj, x);
      // Sums instead of a repeated class token, which would fix the batch of an exported model.
      const classToken = pad(context.parameter("class_token"), [0, 0, 0], [0, tokens - 1, 0]);
      const constant = add(context.parameter("encoder.pos_embedding"), classToken);
      const embedded = add(pad(patches, [0, 1, 0], [0, 0, 0]), constant);
      const encoded = applyPart(context, "encoder", parts.encoder, embedded);
      return applyPart(context, "heads", parts.heads, encoded);
    },
  };
}

function blocks(): Layer {
  const names = Array.from({ length: depth }, (_, index) => `encoder_layer_${index}`);
  return sequential(
    Object.fromEntries(
      names.map((name) => [name, transformerBlock({ features: width, heads, hidden })]),
    ),
  );
}

/** x [B, N, F] -> [B, F] */
const firstToken = functionLayer((x: Tensor) => {
  const [batch = 0, , features = 0] = x.shape;
  return reshape(slice(x, [{ axis: 1, start: 0, end: 1 }]), [batch, features]);
});
