import { z } from "zod";
import { relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { conv } from "../layers/conv.js";
import { dropout } from "../layers/dropout.js";
import { linear } from "../layers/linear.js";
import { globalAveragePool, maxPool } from "../layers/pool.js";
import { sequential, type Layer } from "../layer.js";
import { requireSampleShape, type Encoder, type EncoderOptions } from "./encoder.js";

/** Settings of {@link sfcn}. */
export interface SfcnConfig {
  readonly channels: readonly number[];
  readonly dropout: number;
}

/**
 * Simple fully convolutional network for brain volumes: for all widths but the last conv 3x3x3 pad 1-BN-maxpool 2-ReLU,
 * for the last conv 1x1x1-BN-ReLU; then mean over positions, dropout, linear F. x [B, C, X, Y, Z] -> [B, F]; every
 * axis is halved (number of widths − 1) times, so 32 voxels an axis at least for the published six widths.
 * 2,950,336 parameters before the last layer, for C = 1 and those widths. PyTorch's default laws.
 *
 * Deviations: the published average window of 5x6x5 is the whole map at its 160x192x160, here it is the whole map at any
 * size; the published last convolution over the pooled map is the linear layer here (the same numbers).
 * @source Peng et al. 2021, "Accurate brain age prediction with lightweight deep neural networks", figure 2 and code.
 */
export const sfcn: Encoder<SfcnConfig> = {
  name: "sfcn",
  title: "SFCN (Peng 2021), a light fully convolutional network for volumes",
  config: z.strictObject({
    channels: z
      .array(z.int().positive())
      .min(2)
      .readonly()
      .default([32, 64, 128, 256, 256, 64])
      .describe("Widths of the blocks; each but the last halves every axis."),
    dropout: z
      .number()
      .min(0)
      .lt(1)
      .default(0.5)
      .describe("Share of the pooled features that is dropped in training; 0 <= dropout < 1."),
  }),
  accepts:
    "[C, X, Y, Z], every axis long enough to be halved by each of model.options.channels but the last",
  build: (options, config) =>
    sequential({
      ...blocks(options, config),
      average: globalAveragePool,
      dropout: dropout(config.dropout),
      fc: linear({ inFeatures: config.channels.at(-1) ?? 0, outFeatures: options.features }),
    }),
  map: (options, config) => sequential(blocks(options, config)),
};

/** @throws ShapeError for another shape than a volume's that can be halved so often. */
function blocks(options: Pick<EncoderOptions, "shape">, config: SfcnConfig): Record<string, Layer> {
  const [channels = 1, ...space] = options.shape;
  const halvings = config.channels.length - 1;
  const fits = space.length === 3 && space.every((extent) => extent >= 2 ** halvings);
  requireSampleShape(sfcn, options, fits);
  const parts: Record<string, Layer> = {};
  for (const [index, outChannels] of config.channels.entries()) {
    const inChannels = index === 0 ? channels : (config.channels[index - 1] ?? 0);
    const last = index === halvings;
    const extent = last ? 1 : 3;
    const kernel = [extent, extent, extent];
    parts[`conv${index + 1}`] = conv({ inChannels, outChannels, kernel, padding: last ? 0 : 1 });
    parts[`bn${index + 1}`] = batchNorm({ channels: outChannels });
    if (!last) parts[`pool${index + 1}`] = maxPool({ kernel: 2 });
    parts[`relu${index + 1}`] = relu;
  }
  return parts;
}
