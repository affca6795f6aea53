/**
 * Convolution in the blocked layout that ONNX Runtime's CPU kernels are fastest in, for operands it does not
 * block by itself: its own optimiser does so only where weights are constants, and in training they are not.
 *
 * A tensor [B, C, H, W] is kept as [B, C/block, H, W, block] (the shape is still written [B, C, H, W], C rounded
 * up to the block). The block is 8 or 16 channels and depends on the processor; the runtime finds it by trial
 * (runtime/load.ts) and hands it to the emitter. Where it is unknown, `Conv` is emitted instead.
 *
 * The operators live in `com.microsoft.nchwc`, which ONNX Runtime documents only by its source
 * (onnxruntime/core/mlas/inc/mlas.h, core/optimizer/nchwc_transformer.cc).
 */
import { at, sizeOf } from "../../base/ndarray.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import type { Shape } from "../types.js";

/** A convolution to be emitted; padding may differ at both ends of an axis. */
export interface Convolution {
  readonly x: string;
  readonly weight: string;
  readonly bias: string | null;
  readonly xShape: Shape;
  /** [O, C/groups, ...kernel]. */
  readonly weightShape: Shape;
  readonly outputShape: Shape;
  readonly stride: readonly number[];
  readonly padBefore: readonly number[];
  readonly padAfter: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

const domain = "com.microsoft.nchwc";

/**
 * Whether the blocked form of `convolution` is faster, by CPU time on an AVX2 processor (bench/): with stride 1
 * and a kernel of 3x3 or more it takes 0.6 of the time for 16 output channels, 0.8 for 32, 0.9 for 64 and 128,
 * the same for 256. One to three input channels and small images over many channels, where turning the weight
 * costs more than it saves, are slower.
 */
export function blockedIsFaster(convolution: Convolution, block: number): boolean {
  const { xShape, weightShape, outputShape, stride, groups } = convolution;
  const channels = at(xShape, 1);
  const outputs = at(weightShape, 0);
  const possible =
    xShape.length === 4 && groups === 1 && (channels < block || channels % block === 0);
  const positions = at(outputShape, 0) * sizeOf(outputShape.slice(2));
  return (
    possible &&
    stride.every((step) => step === 1) &&
    sizeOf(weightShape.slice(2)) >= 9 &&
    channels >= 4 &&
    outputs <= 128 &&
    positions >= 16 * outputs
  );
}

/** Emit `convolution` in its faster form; returns the name of the result [B, O, ...space']. */
export function emitConvolution(onnx: OnnxEmitter, convolution: Convolution): string {
  const { x, weight, bias, weightShape, groups } = convolution;
  const attributes = {
    strides: convolution.stride,
    pads: [...convolution.padBefore, ...convolution.padAfter],
    dilations: convolution.dilation,
    group: groups,
  };
  const block = onnx.channelBlock;
  if (block === null || !blockedIsFaster(convolution, block)) {
    return onnx.node("Conv", bias === null ? [x, weight] : [x, weight, bias], attributes);
  }
  const [outputs, channels] = [at(weightShape, 0), at(weightShape, 1)];
  // Fewer channels than one block are read from the plain layout.
  const source = channels < block ? x : blockedNode(onnx, "ReorderInput", [x], {});
  const filter = blockedWeight(onnx, weight, weightShape, block);
  const operands = [source, filter];
  if (bias !== null) operands.push(padTo(onnx, bias, [outputs], [roundUp(outputs, block)]));
  const result = blockedNode(onnx, "Conv", operands, attributes);
  return blockedNode(onnx, "ReorderOutput", [result], { channels: outputs });
}

/** The weight gradient of a convolution, to be emitted. */
export interface WeightGradient {
  readonly x: string;
  readonly dy: string;
  readonly xShape: Shape;
  readonly dyShape: Shape;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

/**
 * Whether {@link emitBlockedWeightGradient} is the fastest form, by CPU time on an AVX2 processor (bench/): from
 * 16 channels on and for kernels of 3x3 or more it takes 0.7 to 0.95 of the time of the matrix products, and
 * unlike their copies all of it runs on every thread. The batch takes the place of channels, so a batch that is
 * no multiple of the block costs as much as the next multiple; below one block the products are used.
 */
export function blockedWeightGradientIsFaster(
  { xShape, dyShape, kernel, groups }: WeightGradient,
  block: number,
): boolean {
  return (
    xShape.length === 4 &&
    groups === 1 &&
    at(xShape, 0) >= block &&
    at(xShape, 0) % 4 === 0 &&
    at(xShape, 1) >= 4 &&
    at(dyShape, 1) >= 16 &&
    sizeOf(kernel) >= 9
  );
}

/**
 * dL/dweight [O, C, H, W] as one convolution in the blocked layout: the batch takes the place of the channels, x
 * [C, B, ...] is the image, dy [O, B, ...] the kernel, and stride and dilation change places:
 * dweight[o, c, k] = Σ_p Σ_b dy[b, o, p] · x[b, c, stride·p + dilation·k − padding].
 */
export function emitBlockedWeightGradient(
  onnx: OnnxEmitter,
  gradient: WeightGradient,
  block: number,
): string {
  const { dyShape, kernel, stride, dilation } = gradient;
  const image = batchAsChannels(onnx, gradient);
  const filter = batchAsFilterChannels(onnx, gradient.dy, dyShape, block);
  const result = blockedNode(onnx, "Conv", [image, filter], {
    strides: dilation,
    pads: [0, 0, 0, 0],
    dilations: stride,
    group: 1,
    kernel_shape: dyShape.slice(2),
  });
  const outputs = at(dyShape, 1);
  const plain = blockedNode(onnx, "ReorderOutput", [result], { channels: outputs });
  const perm = [1, 0, ...kernel.map((_, axis) => axis + 2)];
  return onnx.node("Transpose", [plain], { perm });
}

/** x cut and padded to what the windows reach, then [C, B, H, W] in blocks of B. */
function batchAsChannels(onnx: OnnxEmitter, gradient: WeightGradient): string {
  const { xShape, dyShape, kernel, stride, padding, dilation } = gradient;
  const [batch = 0, channels = 0, ...space] = xShape;
  const reach = kernel.map(
    (taps, axis) =>
      (at(dyShape, axis + 2) - 1) * at(stride, axis) + (taps - 1) * at(dilation, axis) + 1,
  );
  const after = reach.map((extent, axis) => extent - at(space, axis) - at(padding, axis));
  const fits = [...padding, ...after].every((amount) => amount === 0);
  // A negative amount cuts: rows that no window reached.
  const pads = onnx.int64([0, 0, ...padding, 0, 0, ...after]);
  const fitted = fits ? gradient.x : onnx.node("Pad", [gradient.x, pads]);
  const rows = onnx.node("Reshape", [fitted, onnx.int64([batch, channels * sizeOf(reach)])]);
  const turned = onnx.node("Transpose", [rows], { perm: [1, 0] });
  const channelsLast = onnx.node("Reshape", [turned, onnx.int64([channels, ...reach, batch])]);
  return blockedNode(onnx, "ReorderInput", [channelsLast], { channels_last: 1 });
}

/** dy [B, O, H, W] as a blocked kernel [O/block, B/block, H, W, block of B, block of O]; zeros fill the blocks. */
function batchAsFilterChannels(
  onnx: OnnxEmitter,
  dy: string,
  dyShape: Shape,
  block: number,
): string {
  const [batch = 0, outputs = 0, ...space] = dyShape;
  const padded = [roundUp(batch, block), roundUp(outputs, block), ...space];
  const full = padTo(onnx, dy, dyShape, padded);
  const [samples, channels, positions] = [at(padded, 0), at(padded, 1), sizeOf(space)];
  // [B, O/block, positions, block of O], whose rows of one block are then moved as a whole.
  const blocks = blockedNode(onnx, "ReorderInput", [full], {});
  const parts = [samples / block, block, channels / block, positions, block];
  const split = onnx.node("Reshape", [blocks, onnx.int64(parts)]);
  const outer = onnx.node("Transpose", [split], { perm: [2, 0, 3, 1, 4] });
  return onnx.node("Reshape", [outer, onnx.int64([channels, samples, ...space])]);
}

function blockedNode(
  onnx: OnnxEmitter,
  type: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>>,
): string {
  return onnx.nodes(type, inputs, { attributes, domain })[0] ?? "";
}

/**
 * [O, C, H, W] -> [O/block, C/block, H, W, block of C, block of O], zeros where channels are missing; with fewer
 * channels than a block [O/block, C, H, W, block of O].
 */
function blockedWeight(
  onnx: OnnxEmitter,
  weight: string,
  [outputs = 0, channels = 0, ...kernel]: Shape,
  block: number,
): string {
  const padded = [roundUp(outputs, block), channels, ...kernel];
  const full = padTo(onnx, weight, [outputs, channels, ...kernel], padded);
  const plain = channels < block;
  const split = [at(padded, 0) / block, block, ...(plain ? [channels] : [channels / block, block])];
  const parts = onnx.node("Reshape", [full, onnx.int64([...split, ...kernel])]);
  const perm = plain ? [0, 2, 3, 4, 1] : [0, 2, 4, 5, 3, 1];
  const turned = onnx.node("Transpose", [parts], { perm });
  return onnx.node("Reshape", [turned, onnx.int64(padded)]);
}

function padTo(onnx: OnnxEmitter, x: string, from: Shape, to: Shape): string {
  if (from.every((extent, axis) => extent === to[axis])) return x;
  const after = from.map((extent, axis) => at(to, axis) - extent);
  return onnx.node("Pad", [x, onnx.int64([...from.map(() => 0), ...after])]);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
