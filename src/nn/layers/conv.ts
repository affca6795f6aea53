import * as graph from "../../graph/ops/conv.js";
import { add } from "../../graph/ops/elementwise.js";
import { reshape } from "../../graph/ops/reduce.js";
import type { Shape } from "../../graph/types.js";
import { biasUniform, kaimingUniform } from "../init.js";
import type { ArraySpec, Initialiser, Layer } from "../layer.js";

/** Options of {@link conv}; the geometry is one number for all spatial axes, or one an axis. */
export interface ConvLayerOptions extends graph.ConvOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Extent of the kernel along each spatial axis: two of them for images, three for volumes. */
  readonly kernel: readonly number[];
  /** Default true. */
  readonly bias?: boolean;
  /** Law of the weight; PyTorch's default if absent. */
  readonly weightInit?: Initialiser;
}

/** Options of {@link convTranspose}. */
export interface ConvTransposeLayerOptions extends ConvLayerOptions {
  /** Rows added at the end of each axis; default 0. */
  readonly outputPadding?: number | readonly number[];
}

/**
 * Convolution (cross-correlation): x [B, inChannels, ...space] -> [B, outChannels, ...space'],
 * space' = ⌊(space + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
 *
 * Parameters `weight` [outChannels, inChannels/groups, ...kernel] and `bias` [outChannels], PyTorch's
 * layout and laws. No difference between training and evaluation.
 * @throws ShapeError where channels, axes or extents do not fit (from the operator).
 * @source torch.nn.Conv2d, torch.nn.Conv3d
 */
export function conv(options: ConvLayerOptions): Layer {
  const { inChannels, outChannels, kernel, groups = 1, bias = true } = options;
  const geometry = geometryOf(options);
  return {
    parameters: specs([outChannels, inChannels / groups, ...kernel], outChannels, options),
    buffers: {},
    apply: (context, x) =>
      graph.conv(x, context.parameter("weight"), bias ? context.parameter("bias") : null, geometry),
  };
}

/**
 * Transposed convolution: x [B, inChannels, ...space] -> [B, outChannels, ...space'],
 * space' = (space − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
 *
 * Parameters `weight` [inChannels, outChannels/groups, ...kernel] and `bias` [outChannels], PyTorch's
 * layout and laws (its fan-in of this weight is outChannels/groups · taps).
 * @throws ShapeError where channels or axes do not fit (from the operator).
 * @source torch.nn.ConvTranspose2d, torch.nn.ConvTranspose3d
 */
export function convTranspose(options: ConvTransposeLayerOptions): Layer {
  const { inChannels, outChannels, kernel, groups = 1, bias = true } = options;
  const geometry = { ...geometryOf(options), outputPadding: options.outputPadding ?? 0 };
  return {
    parameters: specs([inChannels, outChannels / groups, ...kernel], outChannels, options),
    buffers: {},
    apply: (context, x) => {
      const y = graph.convTranspose(x, context.parameter("weight"), geometry);
      if (!bias) return y;
      return add(y, reshape(context.parameter("bias"), [outChannels, ...kernel.map(() => 1)]));
    },
  };
}

function geometryOf(options: ConvLayerOptions): Required<graph.ConvOptions> {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  return { stride, padding, dilation, groups };
}

function specs(
  weight: Shape,
  outChannels: number,
  { bias = true, weightInit = kaimingUniform }: ConvLayerOptions,
): Record<string, ArraySpec> {
  const parameters: Record<string, ArraySpec> = { weight: { shape: weight, init: weightInit } };
  if (bias) parameters["bias"] = { shape: [outChannels], init: biasUniform(weight) };
  return parameters;
}
