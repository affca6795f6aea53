import { z } from "zod";
import { constantInit, sequential, type Layer } from "../layer.js";
import { kaimingNormalIn } from "../init.js";
import { relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv } from "../layers/conv.js";
import { dense } from "../layers/dense.js";
import { linear } from "../layers/linear.js";
import { averagePool, globalAveragePool, maxPool } from "../layers/pool.js";
import { requireImage, type Encoder, type EncoderOptions } from "./encoder.js";

const smallest = 32;
/** Channels that each layer adds. */
const growth = 32;
/** Width of the 1x1 convolution of a layer, in growths. */
const bottleneckWidth = 4;
/** Layers of each block. */
const depths = [6, 12, 24, 16];

/**
 * DenseNet-121 as in torchvision: conv 7x7/2 (64)-BN-ReLU-maxpool 3/2, four dense blocks of 6, 12, 24 and 16 layers
 * BN-ReLU-conv 1x1 (128)-BN-ReLU-conv 3x3 (32), between them BN-ReLU-conv 1x1 (half the channels)-average pool 2; then
 * BN-ReLU, mean over positions, linear 1024 -> F. x [B, C, H, W] with any number of channels -> [B, F]. 6,953,856
 * parameters before the last layer, for C = 3.
 *
 * Laws: convolutions N(0, 2/fanIn), batch norm 1 and 0, last layer PyTorch's default with bias 0. Names of arrays are
 * torchvision's, but for `runningMean`, `runningVariance`. Every layer's operand is kept for the way back, so memory grows
 * with the square of a block's layers (torchvision's `memory_efficient=False`).
 * @source Huang et al. 2017; torchvision.models.densenet121(weights=None).
 */
export const densenet121: Encoder<object> = {
  name: "densenet-121",
  title: "DenseNet-121 (Huang 2017), torchvision's architecture",
  config: z.strictObject({}),
  accepts: `[C, H, W] with H, W >= ${smallest}`,
  build: (options) => {
    const { features, channels } = denseFeatures(options);
    return sequential({
      features,
      pool: globalAveragePool,
      classifier: linear({
        ...{ inFeatures: channels, outFeatures: options.features },
        biasInit: constantInit(0),
      }),
    });
  },
  map: (options) => sequential({ features: denseFeatures(options).features }),
};

/** Everything up to the map, and its channels. @throws ShapeError for another shape than an image's. */
function denseFeatures(options: Pick<EncoderOptions, "shape">): {
  features: Layer;
  channels: number;
} {
  const image = requireImage(densenet121, options, smallest);
  const stem = {
    conv0: convolution(image.channels, 64, 7, 2),
    norm0: batchNorm({ channels: 64 }),
    // torchvision applies ReLU before the pool: the same numbers and gradients, on four times the elements.
    pool0: maxPool({ kernel: 3, stride: 2, padding: 1 }),
    relu0: relu,
  };
  const { parts, channels } = denseBlocks(64);
  const last = { norm5: batchNorm({ channels }), relu5: relu };
  return { features: sequential({ ...stem, ...parts, ...last }), channels };
}

/** The blocks and what stands between them, and the channels of the result. */
function denseBlocks(first: number): { parts: Record<string, Layer>; channels: number } {
  const parts: Record<string, Layer> = {};
  let channels = first;
  for (const [index, depth] of depths.entries()) {
    const start = channels;
    const layers = Array.from({ length: depth }, (_, layer) => [
      `denselayer${layer + 1}`,
      denseLayer(start + layer * growth),
    ]);
    parts[`denseblock${index + 1}`] = dense(Object.fromEntries(layers) as Record<string, Layer>);
    channels += depth * growth;
    if (index === depths.length - 1) break;
    parts[`transition${index + 1}`] = transition(channels);
    channels /= 2;
  }
  return { parts, channels };
}

function denseLayer(channels: number): Layer {
  const width = bottleneckWidth * growth;
  return sequential({
    norm1: batchNorm({ channels }),
    relu1: relu,
    conv1: convolution(channels, width, 1, 1),
    norm2: batchNorm({ channels: width }),
    relu2: relu,
    conv2: convolution(width, growth, 3, 1),
  });
}

/** Half the channels, half the image. */
function transition(channels: number): Layer {
  return sequential({
    norm: batchNorm({ channels }),
    relu,
    conv: convolution(channels, channels / 2, 1, 1),
    pool: averagePool({ kernel: 2 }),
  });
}

function convolution(inChannels: number, outChannels: number, extent: number, stride: number) {
  const kernel = [extent, extent];
  const padding = Math.floor(extent / 2);
  const geometry = { inChannels, outChannels, kernel, stride, padding };
  return conv({ ...geometry, bias: false, weightInit: kaimingNormalIn });
}
