import { z } from "zod";
import { pad, slice } from "../../graph/ops/movement.js";
import { functionLayer, sequential } from "../layer.js";
import { requireSampleShape, type Encoder, type EncoderOptions } from "./encoder.js";
import {
  basicBlock,
  projection,
  residualMap,
  residualNetwork,
  stagesConfig,
  type ResidualNetworkOptions,
  type Shortcut,
} from "./residual-network.js";

/** Settings of {@link resnet18Volumes}. */
export interface VolumeResnetConfig {
  readonly shortcut: "projection" | "padding";
  readonly stages?: number | undefined;
}

/** Axis of which the stem and the stages leave one voxel. */
const smallest = 16;

/**
 * ResNet-18 for volumes: ResNet-18's layers with a third axis. conv 7x7x7/2 (64)-BN-ReLU-maxpool 3x3x3/2, four stages of
 * two basic blocks (64, 128, 256, 512 channels; stages 2 to 4 begin with stride 2 along every axis), mean over positions,
 * linear 512 -> F: x [B, C, X, Y, Z] -> [B, F]. 33,160,000 parameters before the last layer with projections, 32,986,176
 * without, for C = 1. Laws and names: residual-network.ts.
 *
 * Shortcuts where a block changes the shape: `projection` (type B), a 1x1x1 convolution with stride 2 and batch norm;
 * `padding` (type A), every second voxel and zeros for the new channels, without arrays.
 *
 * Whose weights fit: MONAI's `resnet18(spatial_dims=3, n_input_channels=C, conv1_t_stride=2, bias_downsample=False,
 * num_classes=F)` has the same arrays and numbers; `shortcut_type="A"` is `padding`. MedicalNet's `resnet_18` is type A and
 * has no last layer. Deviations: MedicalNet keeps stride 1 in stages 3 and 4 and dilates their kernels by 2 and 4, for
 * segmentation (the arrays are the same, the numbers are not); MONAI's `padding` stops the gradient of the shortcut, here
 * it flows.
 * @source He et al. 2016; Hara et al. 2018 (three axes, both shortcuts); Chen et al. 2019 (MedicalNet); MONAI 1.4.
 */
export const resnet18Volumes: Encoder<VolumeResnetConfig> = {
  name: "resnet-18-3d",
  title: "ResNet-18 for volumes (Hara 2018), MONAI's architecture with stride 2 in the stem",
  config: z.strictObject({
    shortcut: z
      .enum(["projection", "padding"])
      .default("projection")
      .describe(
        "Shortcut where shapes change: convolution, or zeros as in MedicalNet's ResNet-18.",
      ),
    stages: stagesConfig,
  }),
  accepts: `[C, X, Y, Z] with X, Y, Z >= ${smallest}`,
  build: (options, config) =>
    residualNetwork({ ...networkOf(options, config), features: options.features }),
  map: (options, config) => sequential(residualMap(networkOf(options, config))),
  centres: ({ stages = 4 }) => ({ first: 0, step: 2 ** (stages + 1) }),
};

/** @throws ShapeError for another shape than a volume's. */
function networkOf(
  options: Pick<EncoderOptions, "shape">,
  { shortcut, stages }: VolumeResnetConfig,
): Omit<ResidualNetworkOptions, "features"> {
  const [inChannels = 1, ...space] = options.shape;
  const fits = space.length === 3 && space.every((extent) => extent >= smallest);
  requireSampleShape(resnet18Volumes, options, fits);
  return {
    ...{ inChannels, axes: 3, block: basicBlock, depths: [2, 2, 2, 2], stages },
    shortcut: { projection, padding }[shortcut],
  };
}

/** Every `stride`-th position, and zeros for the channels that are missing (type A). */
const padding: Shortcut = ({ inChannels, outChannels, stride }) =>
  functionLayer((x) => {
    const ranges = x.shape
      .slice(2)
      .map((end, axis) => ({ axis: axis + 2, start: 0, end, step: stride }));
    const none = x.shape.map(() => 0);
    const after = none.map((_, axis) => (axis === 1 ? outChannels - inChannels : 0));
    return pad(slice(x, ranges), none, after);
  });
