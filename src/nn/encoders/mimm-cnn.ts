import { z } from "zod";
import { relu } from "../layers/activation.js";
import { conv } from "../layers/conv.js";
import { flatten } from "../layers/flatten.js";
import { linear } from "../layers/linear.js";
import { maxPool } from "../layers/pool.js";
import { sequential, type Layer } from "../layer.js";
import { requireImage, type Encoder } from "./encoder.js";

const kernel = [3, 3];
const smallest = 14;

/** Side of the last feature map: two halvings, three unpadded 3x3 convolutions (28 -> 4, 32 -> 5). */
const mapExtent = (extent: number): number => Math.floor((Math.floor((extent - 2) / 2) - 4) / 2);

/**
 * The Morpho-MNIST encoder of MIMM and its precursor: conv 3x3 (6)-ReLU-maxpool 2, conv 3x3 (16)-ReLU,
 * conv 3x3 (16)-ReLU-maxpool 2, flatten (256 at 28x28), linear 256-ReLU, linear F. No padding, no batch norm.
 * x [B, C, H, W] -> [B, F]; 70,594 parameters at 1x28x28 and F = 6. PyTorch's default laws.
 *
 * Deviation: other image sizes are allowed (the flattened size follows); the works use 28x28 only.
 * @source Mohan 2024 (thesis, multi-confounder MIMM), figure and code; Fay et al. 2023, code.
 */
export const mimmCnn: Encoder<object> = {
  name: "mimm-cnn",
  title: "Three-convolution network of MIMM for 28x28 images (Fay 2023; Mohan 2024)",
  config: z.strictObject({}),
  accepts: `[C, H, W] with H, W >= ${smallest}`,
  build: (options) => {
    const { channels, height, width } = requireImage(mimmCnn, options, smallest);
    const flat = 16 * mapExtent(height) * mapExtent(width);
    return sequential({
      ...convolutions(channels),
      flatten,
      fc1: linear({ inFeatures: flat, outFeatures: 256 }),
      relu4: relu,
      fc2: linear({ inFeatures: 256, outFeatures: options.features }),
    });
  },
  map: (options) => sequential(convolutions(requireImage(mimmCnn, options, smallest).channels)),
  // Unpadded convolutions lose a pixel on each side, before the first halving one, after it two of theirs.
  centres: () => ({ first: 6.5, step: 4 }),
};

function convolutions(channels: number): Record<string, Layer> {
  return {
    conv1: conv({ inChannels: channels, outChannels: 6, kernel }),
    // The works apply ReLU before the pool: the same numbers and gradients, on four times the elements.
    pool1: maxPool({ kernel: 2 }),
    relu1: relu,
    conv2: conv({ inChannels: 6, outChannels: 16, kernel }),
    relu2: relu,
    conv3: conv({ inChannels: 16, outChannels: 16, kernel }),
    pool3: maxPool({ kernel: 2 }),
    relu3: relu,
  };
}
