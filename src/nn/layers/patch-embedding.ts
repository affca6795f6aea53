import { ShapeError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { transpose } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import { truncatedNormalInit } from "../init.js";
import { constantInit, type Layer } from "../layer.js";
import { mapRows } from "./map-rows.js";
import { placeOf } from "./place.js";

/** Options of {@link patchEmbedding}. */
export interface PatchEmbeddingOptions {
  readonly channels: number;
  /** Side P of a square patch, pixels. */
  readonly patch: number;
  /** Width F of a token. */
  readonly features: number;
}

/**
 * Each patch of P x P pixels as one token: x [B, C, H, W] -> [B, H/P · W/P, F], patches row by row. The same numbers as a
 * convolution of P x P with stride P, as one matrix product: patches do not overlap.
 *
 * Parameters `weight` [F, C, P, P], N(0, 1/(C·P²)) inside [−2, 2], and `bias` [F], zeros. No difference between training
 * and evaluation.
 * @throws ShapeError where x is no picture of C channels whose sides are divisible by P.
 * @source Dosovitskiy et al. 2021, equation 1; conv_proj of torchvision.models.VisionTransformer.
 */
export function patchEmbedding({ channels, patch, features }: PatchEmbeddingOptions): Layer {
  const kernel = [channels, patch, patch];
  const pixels = sizeOf(kernel);
  return {
    parameters: {
      weight: { shape: [features, ...kernel], init: truncatedNormalInit(Math.sqrt(1 / pixels)) },
      bias: { shape: [features], init: constantInit(0) },
    },
    buffers: {},
    apply: (context, x) => {
      const [batch = 0, own, height = 0, width = 0] = x.shape;
      const [down, across] = [height / patch, width / patch];
      if (x.shape.length !== 4 || own !== channels || down % 1 !== 0 || across % 1 !== 0) {
        throw new ShapeError(placeOf(context, "patchEmbedding"), "operand", {
          expected: `[B, ${channels}, H, W] with H and W divisible by ${patch}`,
          got: x.shape,
        });
      }
      const split = reshape(x, [batch, channels, down, patch, across, patch]);
      const patches = reshape(transpose(split, [0, 2, 4, 1, 3, 5]), [batch, down * across, pixels]);
      const weight = reshape(context.parameter("weight"), [features, pixels]);
      return mapRows(patches, weight, context.parameter("bias"));
    },
  };
}
