/**
 * ONNX forms of the two convolution gradients. Which form is fastest was measured (bench/); each must give
 * the same numbers.
 */
import { at, sizeOf } from "../../base/ndarray.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import type { LowerContext } from "../tensor.js";
import type { Shape } from "../types.js";
import {
  blockedWeightGradientIsFaster,
  emitBlockedWeightGradient,
  emitConvolution,
  type WeightGradient,
} from "./conv-blocked.js";

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
  const weightShape = at(context.inputTypes, 1).shape;
  return emitConvolution(onnx, {
    x,
    weight: flipKernel(onnx, weight, weightShape),
    bias: null,
    xShape: at(context.inputTypes, 0).shape,
    weightShape: [at(weightShape, 1), at(weightShape, 0), ...kernel],
    outputShape: at(context.outputTypes, 0).shape,
    stride,
    padBefore: flippedPadding,
    padAfter: ends,
    dilation,
    groups,
  });
}

/** weight [O, C, ...kernel] -> [C, O, ...kernel reversed]. */
function flipKernel(onnx: OnnxEmitter, weight: string, shape: Shape): string {
  const [outputs, channels, kernel] = [at(shape, 0), at(shape, 1), shape.slice(2)];
  const taps = sizeOf(kernel);
  // The kernel as one axis: turned by three axes ONNX Runtime takes half as long again (bench/operators.mjs).
  const flat = onnx.node("Reshape", [weight, onnx.int64([outputs, channels, taps])]);
  const swapped = onnx.node("Transpose", [flat], { perm: [1, 0, 2] });
  const [last, step] = [onnx.int64([-1]), onnx.int64([-1])];
  const flipped =
    taps === 1
      ? swapped
      : onnx.node("Slice", [swapped, last, onnx.int64([-(2 ** 31)]), onnx.int64([2]), step]);
  return onnx.node("Reshape", [flipped, onnx.int64([channels, outputs, ...kernel])]);
}

/** How the weight gradient of one group is computed; see {@link weightGradientForm}. */
export type WeightGradientForm = "taps" | "columns";

/** Extents of one group's weight gradient: dy [outputs, positions] against taps windows [channels, positions]. */
export interface WeightGradientExtents {
  readonly channels: number;
  readonly outputs: number;
  /** Elements of the kernel. */
  readonly taps: number;
  /** B · space' of the output. */
  readonly positions: number;
}

/**
 * The faster of two forms, as measured on 11 layers of MIMM's encoder and ResNet-18 (bench/, CPU time):
 *
 * - `taps`: one product a kernel offset, [outputs, positions]·[positions, channels]. Nothing is stacked, so it
 *   is 5–15 % faster and needs no memory for columns, but products must be wide enough (16 channels), and long
 *   enough that the copies of the result (taps · channels · outputs) do not count. outputs ≥ channels keeps the
 *   larger extent in the rows of the product (thread-count equality, see matmul).
 * - `columns`: the windows stacked to [channels·taps, positions] (im2col), then one product. All other shapes.
 */
export function weightGradientForm(extents: WeightGradientExtents): WeightGradientForm {
  const { channels, outputs, taps, positions } = extents;
  const wide = channels >= 16 && outputs >= channels;
  return taps > 1 && wide && positions >= 4 * channels ? "taps" : "columns";
}

/**
 * Weight gradient. Where the blocked layout is known and faster, one convolution in it (conv-blocked.ts).
 * Otherwise matrix products: x and dy are turned to [C, B, ...space], x is padded and sliced once a kernel offset
 * (the windows, each [C, B, ...space']), and multiplied with the gradient in the form that the shape asks for.
 * Groups are treated one after another.
 */
export function lowerWeightGradient(
  onnx: OnnxEmitter,
  [x = "", dy = ""]: readonly string[],
  context: LowerContext<Geometry & { readonly kernel: readonly number[] }>,
): string {
  const { groups, kernel } = context.attributes;
  const xShape = at(context.inputTypes, 0).shape;
  const dyShape = at(context.inputTypes, 1).shape;
  const gradient: WeightGradient = { x, dy, xShape, dyShape, ...context.attributes };
  const block = onnx.channelBlock;
  if (block !== null && blockedWeightGradientIsFaster(gradient, block)) {
    const turned = emitBlockedWeightGradient(onnx, gradient, block);
    return settled(onnx, turned, [at(dyShape, 1), at(xShape, 1), ...kernel]);
  }
  const space = kernel.map((_, axis) => axis + 2);
  const perm = [1, 0, ...space];
  const source = padSpace(onnx, onnx.node("Transpose", [x], { perm }), context.attributes.padding);
  const target = onnx.node("Transpose", [dy], { perm });
  const extents: WeightGradientExtents = {
    channels: at(xShape, 1) / groups,
    outputs: at(dyShape, 1) / groups,
    taps: sizeOf(kernel),
    positions: at(dyShape, 0) * sizeOf(dyShape.slice(2)),
  };
  const { channels, outputs, positions } = extents;
  const parts = Array.from({ length: groups }, (_, group) => {
    const own = groups === 1 ? source : channelRange(onnx, source, group * channels, channels);
    const part = groups === 1 ? target : channelRange(onnx, target, group * outputs, outputs);
    const rows = onnx.node("Reshape", [part, onnx.int64([outputs, positions])]);
    const windows = windowsOf(onnx, own, { ...context.attributes, dyShape });
    const form = weightGradientForm(extents) === "taps" ? productsByTap : productOfColumns;
    return form(onnx, windows, rows, extents);
  });
  const joined = parts.length === 1 ? at(parts, 0) : onnx.node("Concat", parts, { axis: 0 });
  return settled(onnx, joined, [outputs * groups, channels, ...kernel]);
}

/**
 * A weight in its shape. ONNX Runtime moves a transposition past what follows it, and then turns as many arrays as
 * follow: two copies of each large gradient in Adam. Past Flatten, which costs nothing, it does not.
 */
function settled(onnx: OnnxEmitter, weight: string, shape: Shape): string {
  const flat = onnx.node("Flatten", [weight], { axis: 1 });
  return onnx.node("Reshape", [flat, onnx.int64(shape)]);
}

/** [outputs, channels · taps] by one product a window. */
function productsByTap(
  onnx: OnnxEmitter,
  windows: readonly string[],
  gradient: string,
  { channels, outputs, taps, positions }: WeightGradientExtents,
): string {
  const products = windows.map((slice) => {
    const flat = onnx.node("Reshape", [slice, onnx.int64([channels, positions])]);
    const product = timesTransposed(onnx, gradient, flat);
    return onnx.node("Reshape", [product, onnx.int64([1, outputs * channels])]);
  });
  const stacked = onnx.node("Concat", products, { axis: 0 });
  const turned = onnx.node("Transpose", [stacked], { perm: [1, 0] });
  return onnx.node("Reshape", [turned, onnx.int64([outputs, channels * taps])]);
}

/**
 * ONNX Runtime adds up products of this length in one go, so that bytes cannot depend on the thread count (see matmul)
 * whichever operand comes first: nothing need be turned.
 */
const undividedProduct = 128;

/**
 * [outputs, channels · taps] by one product of all windows. The rows of the columns are ordered as the weight
 * is, so that the result is at most turned as a matrix: moving more axes of a large weight is 10 times slower.
 */
function productOfColumns(
  onnx: OnnxEmitter,
  windows: readonly string[],
  gradient: string,
  { channels, outputs, taps, positions }: WeightGradientExtents,
): string {
  const slices = windows.map((slice) =>
    onnx.node("Reshape", [slice, onnx.int64([channels, 1, positions])]),
  );
  const stacked = slices.length === 1 ? at(slices, 0) : onnx.node("Concat", slices, { axis: 1 });
  const columns = onnx.node("Reshape", [stacked, onnx.int64([channels * taps, positions])]);
  if (channels * taps < outputs || positions <= undividedProduct) {
    return timesTransposed(onnx, gradient, columns);
  }
  const product = timesTransposed(onnx, columns, gradient);
  return onnx.node("Transpose", [product], { perm: [1, 0] });
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

/** Positions of a row up to which cutting rows first is faster; longer ones are copied well as they are. */
const shortRow = 24;

/**
 * The parts of the padded source that the kernel offsets meet, each [C, B, ...positions]. Where rows of the last axis are
 * short or strided they are cut out first, once a tap: then whole rows and planes are copied (bench/operators.mjs).
 */
function windowsOf(onnx: OnnxEmitter, source: string, geometry: WindowGeometry): string[] {
  const { kernel, stride, dyShape } = geometry;
  const axes = kernel.map((_, axis) => axis);
  const last = kernel.length - 1;
  const shortRows = at(stride, last) > 1 || at(dyShape, last + 2) <= shortRow;
  if (last === 0 || sizeOf(kernel) === 1 || !shortRows) {
    return kernelOffsets(kernel).map((offset) => cut(onnx, source, axes, offset, geometry));
  }
  const rows = kernelOffsets([at(kernel, last)]).map((tap) =>
    cut(onnx, source, [last], tap, geometry),
  );
  return kernelOffsets(kernel).map((offset) =>
    cut(onnx, at(rows, at(offset, last)), axes.slice(0, -1), offset.slice(0, -1), geometry),
  );
}

type WindowGeometry = Geometry & { readonly kernel: readonly number[]; readonly dyShape: Shape };

/** Along these spatial axes, the positions that these taps meet. */
function cut(
  onnx: OnnxEmitter,
  source: string,
  axes: readonly number[],
  taps: readonly number[],
  { stride, dilation, dyShape }: WindowGeometry,
): string {
  const starts = axes.map((axis, index) => at(taps, index) * at(dilation, axis));
  const ends = axes.map(
    (axis, index) => at(starts, index) + (at(dyShape, axis + 2) - 1) * at(stride, axis) + 1,
  );
  return onnx.node("Slice", [
    source,
    onnx.int64(starts),
    onnx.int64(ends),
    onnx.int64(axes.map((axis) => axis + 2)),
    onnx.int64(axes.map((axis) => at(stride, axis))),
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
