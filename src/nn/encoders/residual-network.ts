/** The residual networks of He et al. 2016 over any number of spatial axes; each encoder is a small declaration of one. */
import { z } from "zod";
import { at } from "../../base/ndarray.js";
import { kaimingNormal } from "../init.js";
import { relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv } from "../layers/conv.js";
import { linear } from "../layers/linear.js";
import { globalAveragePool, maxPool } from "../layers/pool.js";
import { residual } from "../layers/residual.js";
import { sequential, type Layer } from "../layer.js";
import { requireImage, type Encoder } from "./encoder.js";

/** How a block is made of convolutions. */
export interface ResidualBlock {
  /** Channels of the result, as a multiple of the width. */
  readonly expansion: number;
  /** What is added to the shortcut: inChannels -> width · expansion; `stride` halves every axis. */
  body(place: BlockPlace): Layer;
}

/** What a block needs to know. */
export interface BlockPlace {
  readonly inChannels: number;
  readonly width: number;
  readonly stride: number;
  /** Spatial axes: 2 for pictures, 3 for volumes. */
  readonly axes: number;
}

/** The other way of a block whose result has another shape than its operand: inChannels -> outChannels. */
export type Shortcut = (
  place: Omit<BlockPlace, "width"> & { readonly outChannels: number },
) => Layer;

/** Options of {@link residualNetwork}. */
export interface ResidualNetworkOptions {
  readonly inChannels: number;
  readonly features: number;
  readonly axes: number;
  readonly block: ResidualBlock;
  /** Blocks of each of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** How many of the stages, default all; each but the first halves the map. */
  readonly stages?: number | undefined;
  /** Default {@link projection}. */
  readonly shortcut?: Shortcut;
}

const widths = [64, 128, 256, 512];

/** Setting of every residual network. */
export const stagesConfig = z
  .int()
  .min(1)
  .max(4)
  .optional()
  .describe(
    "How many of the four stages, all if absent; fewer keep a finer map, a 4th, 8th, 16th or 32nd of the image's sides, and cost less. Published weights are of all four.",
  );

/**
 * conv 7/2 (64)-BN-ReLU-maxpool 3/2, four stages of blocks (widths 64, 128, 256, 512; stages 2 to 4 begin with stride 2),
 * mean over positions, linear -> F: x [B, C, ...space] -> [B, F].
 *
 * Laws: convolutions N(0, 2/fanOut), batch norm 1 and 0 (zero-init of the last one off), last layer PyTorch's default.
 * Names of arrays are torchvision's, but for `runningMean`, `runningVariance`.
 * @source He et al. 2016; torchvision.models.resnet.
 */
export function residualNetwork(options: ResidualNetworkOptions): Layer {
  const { features, block, stages = 4 } = options;
  return sequential({
    ...residualMap(options),
    avgpool: globalAveragePool,
    fc: linear({ inFeatures: at(widths, stages - 1) * block.expansion, outFeatures: features }),
  });
}

/** Its layers up to the map of the last stage, [B, width · expansion, ...places]. */
export function residualMap(
  options: Omit<ResidualNetworkOptions, "features">,
): Record<string, Layer> {
  const { inChannels, axes, block, depths, shortcut = projection } = options;
  const stages = depths.slice(0, options.stages).map((depth, index) => {
    const width = at(widths, index);
    const before = index === 0 ? 64 : at(widths, index - 1) * block.expansion;
    const first = { inChannels: before, width, stride: index === 0 ? 1 : 2, axes };
    const others = { inChannels: width * block.expansion, width, stride: 1, axes };
    const blocks = Array.from({ length: depth }, (_, position) => [
      String(position),
      residualBlock(block, position === 0 ? first : others, shortcut),
    ]);
    return [`layer${index + 1}`, sequential(Object.fromEntries(blocks) as Record<string, Layer>)];
  });
  return {
    conv1: convolution({ inChannels, outChannels: 64, extent: 7, stride: 2, axes }),
    bn1: batchNorm({ channels: 64 }),
    // torchvision applies ReLU before the pool: the same numbers and gradients, on more elements (2 an axis).
    maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }),
    relu,
    ...(Object.fromEntries(stages) as Record<string, Layer>),
  };
}

/** Side at which the last stage of a picture still has one position; smaller ones would only gain padding. */
const smallestSide = 32;

/** What tells one residual network of pictures from another. */
export type PictureNetwork = Pick<Encoder<object>, "name" | "title"> &
  Pick<ResidualNetworkOptions, "block" | "depths">;

/** Settings of a residual network of pictures. */
export interface PictureNetworkConfig {
  readonly stages?: number | undefined;
}

/** A residual network for pictures [C, H, W] of any number of channels and sides from 32. */
export function residualPictureEncoder({
  name,
  title,
  ...network
}: PictureNetwork): Encoder<PictureNetworkConfig> {
  const accepts = `[C, H, W] with H, W >= ${smallestSide}`;
  return {
    name,
    title,
    accepts,
    config: z.strictObject({ stages: stagesConfig }),
    build: (options, { stages }) => {
      const { channels } = requireImage({ name, accepts }, options, smallestSide);
      const { features } = options;
      return residualNetwork({ inChannels: channels, features, axes: 2, stages, ...network });
    },
    map: (options, { stages }) => {
      const { channels } = requireImage({ name, accepts }, options, smallestSide);
      return sequential(residualMap({ inChannels: channels, axes: 2, stages, ...network }));
    },
    centres: ({ stages = 4 }) => ({ first: 0, step: 2 ** (stages + 1) }),
  };
}

/** Two 3x3 convolutions (3x3x3 for volumes), each with batch norm; the first has the stride. */
export const basicBlock: ResidualBlock = {
  expansion: 1,
  body: ({ inChannels, width, stride, axes }) =>
    sequential({
      conv1: convolution({ inChannels, outChannels: width, extent: 3, stride, axes }),
      bn1: batchNorm({ channels: width }),
      relu,
      conv2: convolution({ inChannels: width, outChannels: width, extent: 3, stride: 1, axes }),
      bn2: batchNorm({ channels: width }),
    }),
};

/**
 * Convolutions 1x1, 3x3, 1x1, each with batch norm; the last widens four times.
 * Deviation from He et al.: the 3x3 has the stride, not the first (torchvision's, known as v1.5).
 */
export const bottleneck: ResidualBlock = {
  expansion: 4,
  body: ({ inChannels, width, stride, axes }) =>
    sequential({
      conv1: convolution({ inChannels, outChannels: width, extent: 1, stride: 1, axes }),
      bn1: batchNorm({ channels: width }),
      relu1: relu,
      conv2: convolution({ inChannels: width, outChannels: width, extent: 3, stride, axes }),
      bn2: batchNorm({ channels: width }),
      relu2: relu,
      conv3: convolution({ inChannels: width, outChannels: 4 * width, extent: 1, stride: 1, axes }),
      bn3: batchNorm({ channels: 4 * width }),
    }),
};

/** A 1x1 convolution without bias, and batch norm (type B of He et al.). */
export const projection: Shortcut = ({ inChannels, outChannels, stride, axes }) =>
  sequential({
    "0": convolution({ inChannels, outChannels, extent: 1, stride, axes }),
    "1": batchNorm({ channels: outChannels }),
  });

/** relu(body + shortcut); the shortcut is the operand itself where shapes agree. */
function residualBlock(block: ResidualBlock, place: BlockPlace, shortcut: Shortcut): Layer {
  const { inChannels, width, stride, axes } = place;
  const outChannels = width * block.expansion;
  const body = block.body(place);
  const same = stride === 1 && inChannels === outChannels;
  return withRelu(
    same
      ? residual({ body })
      : residual({ body, downsample: shortcut({ inChannels, outChannels, stride, axes }) }),
  );
}

/** relu after a layer, whose arrays keep their names. */
function withRelu(layer: Layer): Layer {
  return { ...layer, apply: (context, x) => relu.apply(context, layer.apply(context, x)) };
}

interface ConvolutionOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly extent: number;
  readonly stride: number;
  readonly axes: number;
}

/** The same extent along every axis, without bias, padded so that stride 1 keeps the size. */
function convolution({ extent, axes, ...options }: ConvolutionOptions): Layer {
  return conv({
    ...options,
    kernel: new Array<number>(axes).fill(extent),
    padding: Math.floor(extent / 2),
    bias: false,
    weightInit: kaimingNormal,
  });
}
