import { z } from "zod";
import { relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv } from "../layers/conv.js";
import { dropout } from "../layers/dropout.js";
import { flatten } from "../layers/flatten.js";
import { linear } from "../layers/linear.js";
import { maxPool } from "../layers/pool.js";
import { sequential, type Layer } from "../layer.js";
import { requireImage, type Encoder } from "./encoder.js";

const kernel = [3, 3];
const smallest = 8;

/** Side of the last feature map: padded convolution, half, unpadded convolution, half (28 -> 6). */
const mapExtent = (extent: number): number => Math.floor((Math.floor(extent / 2) - 2) / 2);

/**
 * The Fashion-MNIST encoder of MIMM: conv 3x3 pad 1 (32)-BN-ReLU-maxpool 2, conv 3x3 (64)-BN-ReLU-maxpool 2,
 * flatten (2304 at 28x28), linear 600, dropout 0.25, linear 120, linear F. x [B, C, H, W] -> [B, F].
 *
 * Known from MIMM's code: two convolutions with batch norm, fully connected 600-120-F, dropout 0.25.
 * RECONSTRUCTED, after the PyTorch network for Fashion-MNIST that has these numbers: 32 and 64 channels, 3x3
 * kernels, the padding of the first, the place of the dropout, and that no activation stands between the
 * linear layers. Deviation: other image sizes are allowed.
 * @source Fay et al. 2023, code (sizes); the rest is a reconstruction.
 */
export const fashionCnn: Encoder<{ readonly dropout: number }> = {
  name: "fashion-cnn",
  title: "Two-convolution network of MIMM for Fashion-MNIST (Fay 2023, partly reconstructed)",
  config: z.strictObject({
    dropout: z
      .number()
      .min(0)
      .lt(1)
      .default(0.25)
      .describe("Share of the 600 units that is dropped in training; 0 <= dropout < 1."),
  }),
  accepts: `[C, H, W] with H, W >= ${smallest}`,
  build: (options, config) => {
    const { channels, height, width } = requireImage(fashionCnn, options, smallest);
    const flat = 64 * mapExtent(height) * mapExtent(width);
    return sequential({
      ...convolutions(channels),
      flatten,
      fc1: linear({ inFeatures: flat, outFeatures: 600 }),
      dropout: dropout(config.dropout),
      fc2: linear({ inFeatures: 600, outFeatures: 120 }),
      fc3: linear({ inFeatures: 120, outFeatures: options.features }),
    });
  },
  map: (options) => sequential(convolutions(requireImage(fashionCnn, options, smallest).channels)),
  // The second convolution is unpadded: two pixels of the image on each side.
  centres: () => ({ first: 3.5, step: 4 }),
};

function convolutions(channels: number): Record<string, Layer> {
  return {
    conv1: conv({ inChannels: channels, outChannels: 32, kernel, padding: 1 }),
    bn1: batchNorm({ channels: 32 }),
    relu1: relu,
    pool1: maxPool({ kernel: 2 }),
    conv2: conv({ inChannels: 32, outChannels: 64, kernel }),
    bn2: batchNorm({ channels: 64 }),
    relu2: relu,
    pool2: maxPool({ kernel: 2 }),
  };
}
