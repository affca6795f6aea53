/**
 * ONNX forms of the two convolution gradients. Which form is fastest was measured (bench/); each must give
 * the same numbers.
 */
import { at, sizeOf } from "../../base/ndarray.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import type { LowerContext } from "../tensor.js";
import type { Shape } from "../types.js";

/** Geometry of a convolution as its operators carry it (see conv.ts). */
type Geometry = {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
};

/**
 * Transposed convolution. With stride 1: `Conv` of the gradient with the kernel flipped and its channels
 * swapped (ORT's ConvTranspose is slower, some 15 times in 3-D). Otherwise `ConvTranspose`.
 */
export function lowerConvTranspose(
  onnx: OnnxEmitter,
  [x = "", weight = ""]: readonly string[],
  context: LowerContext<Geometry & { readonly outputPadding: readonly number[] }>,
): string {
  const { stride, padding, dilation, groups, outputPadding } = context.attributes;
  const kernel = at(context.inputTypes, 1).shape.slice(2);
  const flippedPadding = kernel.map(
    (extent, axis) => at(dilation, axis) * (extent - 1) - at(padding, axis),
  );
  const direct =
    groups === 1 &&
    stride.every((step) => step === 1) &&
    flippedPadding.every((amount) => amount >= 0);
  if (!direct) {
    return onnx.node("ConvTranspose", [x, weight], {
      strides: stride,
      pads: [...padding, ...padding],
      dilations: dilation,
      group: groups,
      output_padding: outputPadding,
    });
  }
  const ends = flippedPadding.map((amount, axis) => amount + at(outputPadding, axis));
  return onnx.node("Conv", [x, flipKernel(onnx, weight, kernel)], {
    strides: stride,
    pads: [...flippedPadding, ...ends],
    dilations: dilation,
    group: 1,
  });
}

/** weight [O, C, ...kernel] -> [C, O, ...kernel reversed]. */
function flipKernel(onnx: OnnxEmitter, weight: string, kernel: Shape): string {
  const swapped = onnx.node("Transpose", [weight], {
    perm: [1, 0, ...kernel.map((_, a) => a + 2)],
  });
  const axes = kernel.flatMap((extent, axis) => (extent > 1 ? [axis + 2] : []));
  if (axes.length === 0) return swapped;
  return onnx.node("Slice", [
    swapped,
    onnx.int64(axes.map(() => -1)),
    onnx.int64(axes.map(() => -(2 ** 31))),
    onnx.int64(axes),
    onnx.int64(axes.map(() => -1)),
  ]);
}

/**
 * Weight gradient by channel-major im2col: x is turned to [C, B, ...space], padded, sliced once a kernel
 * offset, stacked to [taps·C, B·positions] and multiplied with the gradient [O, B·positions]. The larger
 * of both extents is put into the rows of the product (thread-count equality, see matmul). Groups are
 * treated one after another.
 */
export function lowerWeightGradient(
  onnx: OnnxEmitter,
  [x = "", dy = ""]: readonly string[],
  context: LowerContext<Geometry & { readonly kernel: readonly number[] }>,
): string {
  const { groups, kernel } = context.attributes;
  const xShape = at(context.inputTypes, 0).shape;
  const dyShape = at(context.inputTypes, 1).shape;
  const space = kernel.map((_, axis) => axis + 2);
  const perm = [1, 0, ...space];
  const source = padSpace(onnx, onnx.node("Transpose", [x], { perm }), context.attributes.padding);
  const target = onnx.node("Transpose", [dy], { perm });
  const [channels, outputs] = [at(xShape, 1) / groups, at(dyShape, 1) / groups];
  const parts = Array.from({ length: groups }, (_, group) => {
    const own = groups === 1 ? source : channelRange(onnx, source, group * channels, channels);
    const gradient = groups === 1 ? target : channelRange(onnx, target, group * outputs, outputs);
    return groupGradient(onnx, own, gradient, {
      ...context.attributes,
      channels,
      outputs,
      dyShape,
    });
  });
  return parts.length === 1 ? at(parts, 0) : onnx.node("Concat", parts, { axis: 0 });
}

function groupGradient(
  onnx: OnnxEmitter,
  source: string,
  target: string,
  options: Geometry & {
    readonly kernel: readonly number[];
    readonly channels: number;
    readonly outputs: number;
    readonly dyShape: Shape;
  },
): string {
  const { kernel, channels, outputs, dyShape } = options;
  const taps = sizeOf(kernel);
  const windows = kernelOffsets(kernel).map((offset) => window(onnx, source, offset, options));
  const stacked = windows.length === 1 ? at(windows, 0) : onnx.node("Concat", windows, { axis: 0 });
  const positions = at(dyShape, 0) * sizeOf(dyShape.slice(2));
  const columns = onnx.node("Reshape", [stacked, onnx.int64([taps * channels, positions])]);
  const gradient = onnx.node("Reshape", [target, onnx.int64([outputs, positions])]);
  const space = kernel.map((_, axis) => axis);
  if (taps * channels >= outputs) {
    // [taps, C, O] -> [O, C, taps]
    const product = timesTransposed(onnx, columns, gradient);
    const split = onnx.node("Reshape", [product, onnx.int64([...kernel, channels, outputs])]);
    const perm = [kernel.length + 1, kernel.length, ...space];
    return onnx.node("Transpose", [split], { perm });
  }
  const product = timesTransposed(onnx, gradient, columns);
  const split = onnx.node("Reshape", [product, onnx.int64([outputs, ...kernel, channels])]);
  return onnx.node("Transpose", [split], {
    perm: [0, kernel.length + 1, ...space.map((a) => a + 1)],
  });
}

/** left [M, P] · rightᵀ, right [N, P]. */
function timesTransposed(onnx: OnnxEmitter, left: string, right: string): string {
  if (!onnx.contrib) {
    return onnx.node("MatMul", [left, onnx.node("Transpose", [right], { perm: [1, 0] })]);
  }
  const attributes = { transA: 0, transB: 1 };
  return onnx.nodes("FusedMatMul", [left, right], { attributes, domain: "com.microsoft" })[0] ?? "";
}

function kernelOffsets(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>(
    (offsets, extent) =>
      offsets.flatMap((offset) => Array.from({ length: extent }, (_, tap) => [...offset, tap])),
    [[]],
  );
}

/** The part of the padded source that one kernel offset meets: [C, B, ...positions]. */
function window(
  onnx: OnnxEmitter,
  source: string,
  offset: readonly number[],
  { stride, dilation, dyShape }: Geometry & { readonly dyShape: Shape },
): string {
  const starts = offset.map((tap, axis) => tap * at(dilation, axis));
  const ends = starts.map(
    (start, axis) => start + (at(dyShape, axis + 2) - 1) * at(stride, axis) + 1,
  );
  return onnx.node("Slice", [
    source,
    onnx.int64(starts),
    onnx.int64(ends),
    onnx.int64(offset.map((_, axis) => axis + 2)),
    onnx.int64(stride),
  ]);
}

function padSpace(onnx: OnnxEmitter, x: string, padding: readonly number[]): string {
  if (padding.every((amount) => amount === 0)) return x;
  return onnx.node("Pad", [x, onnx.int64([0, 0, ...padding, 0, 0, ...padding])]);
}

function channelRange(onnx: OnnxEmitter, x: string, start: number, count: number): string {
  const [from, to] = [onnx.int64([start]), onnx.int64([start + count])];
  return onnx.node("Slice", [x, from, to, onnx.int64([0])]);
}
