import { z } from "zod";
import { kaimingNormal } from "../init.js";
import { relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv } from "../layers/conv.js";
import { linear } from "../layers/linear.js";
import { globalAveragePool, maxPool } from "../layers/pool.js";
import { residual } from "../layers/residual.js";
import { sequential, type Layer } from "../layer.js";
import { imageExtents, requireSampleShape, type Encoder } from "./encoder.js";

const smallest = 32;

/**
 * ResNet-18 as in torchvision: conv 7x7/2 (64)-BN-ReLU-maxpool 3/2, four stages of two basic blocks (64, 128,
 * 256, 512 channels; stages 2 to 4 begin with stride 2 and a 1x1 projection), mean over positions, linear
 * 512 -> F. x [B, C, H, W] with any number of channels -> [B, F]. 11,176,512 parameters and 9,600 buffer
 * elements before the last layer, for C = 3.
 *
 * Laws: convolutions N(0, 2/fanOut), batch norm 1 and 0 (zero-init of the last one off), last layer PyTorch's
 * default. Names of arrays are torchvision's, but for `runningMean`, `runningVariance`.
 * @source He et al. 2016; torchvision.models.resnet18(weights=None).
 */
export const resnet18: Encoder<object> = {
  name: "resnet-18",
  title: "ResNet-18 (He 2016), torchvision's architecture, from scratch",
  config: z.strictObject({}),
  accepts: `[C, H, W] with H, W >= ${smallest}`,
  build: (options) => {
    const image = imageExtents(options.shape);
    const fits = image !== null && Math.min(image.height, image.width) >= smallest;
    requireSampleShape(resnet18, options, fits);
    const [channels = 1] = options.shape;
    return sequential({
      conv1: convolution(channels, 64, 7, 2),
      bn1: batchNorm({ channels: 64 }),
      // torchvision applies ReLU before the pool: the same numbers and gradients, on four times the elements.
      maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }),
      relu,
      layer1: stage(64, 64, 1),
      layer2: stage(64, 128, 2),
      layer3: stage(128, 256, 2),
      layer4: stage(256, 512, 2),
      avgpool: globalAveragePool,
      fc: linear({ inFeatures: 512, outFeatures: options.features }),
    });
  },
};

/** Two basic blocks; the first may halve the image. */
function stage(inChannels: number, outChannels: number, stride: number): Layer {
  return sequential({
    "0": basicBlock(inChannels, outChannels, stride),
    "1": basicBlock(outChannels, outChannels, 1),
  });
}

/** relu(conv-BN-ReLU-conv-BN + shortcut); the shortcut is a projection where shapes change. */
function basicBlock(inChannels: number, outChannels: number, stride: number): Layer {
  const body = sequential({
    conv1: convolution(inChannels, outChannels, 3, stride),
    bn1: batchNorm({ channels: outChannels }),
    relu,
    conv2: convolution(outChannels, outChannels, 3, 1),
    bn2: batchNorm({ channels: outChannels }),
  });
  if (stride === 1) return withRelu(residual({ body }));
  const downsample = sequential({
    "0": convolution(inChannels, outChannels, 1, stride),
    "1": batchNorm({ channels: outChannels }),
  });
  return withRelu(residual({ body, downsample }));
}

/** relu after a layer, whose arrays keep their names. */
function withRelu(layer: Layer): Layer {
  return { ...layer, apply: (context, x) => relu.apply(context, layer.apply(context, x)) };
}

/** Square kernel without bias, padded so that stride 1 keeps the size. */
function convolution(
  inChannels: number,
  outChannels: number,
  extent: number,
  stride: number,
): Layer {
  return conv({
    inChannels,
    outChannels,
    kernel: [extent, extent],
    stride,
    padding: Math.floor(extent / 2),
    bias: false,
    weightInit: kaimingNormal,
  });
}
