import { ShapeError } from "../../base/errors.js";
import { groupNorm as groupNormOf } from "../../graph/ops/norm.js";
import { constant } from "../../graph/ops/source.js";
import type { Layer } from "../layer.js";
import { affineSpecs } from "./affine.js";

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  readonly channels: number;
  /** Number of groups of neighbouring channels; divides `channels`. */
  readonly groups: number;
  /** Learn `weight` and `bias` [channels]; default true. */
  readonly affine?: boolean;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions {
  readonly channels: number;
  /** Learn `weight` and `bias` [channels]; default false, as in PyTorch. */
  readonly affine?: boolean;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/**
 * y = (x − mean) / √(variance + ε) · weight + bias, statistics of each sample and group of channels,
 * population variance: x [B, C, ...space] -> the same. Parameters `weight` (ones), `bias` (zeros). No
 * difference between training and evaluation.
 * @throws ShapeError where groups do not divide the channels; where x has other channels (from the operator).
 * @source torch.nn.GroupNorm; Wu & He 2018.
 */
export function groupNorm(options: GroupNormOptions): Layer {
  const { channels, groups, affine = true, epsilon = 1e-5 } = options;
  if (channels % groups !== 0) {
    throw new ShapeError("groupNorm", "groups do not divide the channels", { channels, groups });
  }
  const all = (value: number) => constant(new Float32Array(channels).fill(value), [channels]);
  return {
    parameters: affine ? affineSpecs([channels]) : {},
    buffers: {},
    apply: (context, x) => {
      const scale = affine ? context.parameter("weight") : all(1);
      const bias = affine ? context.parameter("bias") : all(0);
      return groupNormOf(x, scale, bias, { groups, epsilon });
    },
  };
}

/**
 * {@link groupNorm} with one channel a group: statistics of each sample and channel. Always the sample's
 * own statistics (PyTorch's track_running_stats=False), so training and evaluation do not differ.
 * @source torch.nn.InstanceNorm2d, torch.nn.InstanceNorm3d; Ulyanov et al. 2016.
 */
export function instanceNorm(options: InstanceNormOptions): Layer {
  const { channels, affine = false, epsilon = 1e-5 } = options;
  return groupNorm({ channels, groups: channels, affine, epsilon });
}
