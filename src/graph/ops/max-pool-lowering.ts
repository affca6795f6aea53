/**
 * ONNX forms of max pooling with the positions of the largest elements. ORT's `MaxPool` takes some ten times as
 * long with indices as without; for windows of 2x2 four plain poolings and comparisons are faster (bench/).
 */
import { at } from "../../base/ndarray.js";
import { onnxTypes } from "../onnx/element-types.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import type { Shape } from "../types.js";

/** A max pooling to be emitted. */
export interface MaxPooling {
  readonly x: string;
  readonly xShape: Shape;
  readonly outputShape: Shape;
  /** Window, steps and padding, one entry a spatial axis. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}

/** Names of the largest elements and, if `indicesUsed`, of their flat positions in x. */
export function emitMaxPool(
  onnx: OnnxEmitter,
  pooling: MaxPooling,
  indicesUsed: boolean,
): readonly string[] {
  const { x, kernel, padding, stride } = pooling;
  const attributes = { strides: stride, pads: [...padding, ...padding] };
  const twoByTwo = kernel.length === 2 && kernel.every((extent) => extent === 2);
  if (indicesUsed && !(twoByTwo && padding.every((amount) => amount === 0))) {
    return onnx.nodes("MaxPool", [x], {
      attributes: { kernel_shape: kernel, ...attributes },
      outputs: 2,
    });
  }
  const values = onnx.node("MaxPool", [x], { kernel_shape: kernel, ...attributes });
  return indicesUsed ? [values, firstPositions(onnx, pooling, values)] : [values];
}

/**
 * Flat position of the first largest element of each 2x2 window. It stands in the lower row where the upper one
 * stays below it; and in the right column where the corner does, unless it is the first of the lower row.
 */
function firstPositions(onnx: OnnxEmitter, pooling: MaxPooling, values: string): string {
  const lower = partIsBelow(onnx, pooling, values, [1, 2]);
  const leftIsBelow = partIsBelow(onnx, pooling, values, [2, 1]);
  const cornerIsBelow = partIsBelow(onnx, pooling, values, [1, 1]);
  const right = onnx.node("And", [
    cornerIsBelow,
    onnx.node("Or", [leftIsBelow, onnx.node("Not", [lower])]),
  ]);
  const { xShape, outputShape, stride } = pooling;
  const [batch = 0, channels = 0, height = 0, width = 0] = xShape;
  const [rows, columns] = [at(outputShape, 2), at(outputShape, 3)];
  const images = Array.from({ length: batch * channels }, (_, image) => image * height * width);
  const windows = Array.from({ length: rows * columns }, (_, window) => {
    const [row, column] = [Math.floor(window / columns), window % columns];
    return row * at(stride, 0) * width + column * at(stride, 1);
  });
  // Both constant: ORT adds them once, when it loads the program.
  const corner = onnx.node("Add", [
    onnx.constant("int64", [batch, channels, 1, 1], images),
    onnx.constant("int64", [rows, columns], windows),
  ]);
  const count = (flag: string) => onnx.node("Cast", [flag], { to: onnxTypes.int64 });
  const down = onnx.node("Mul", [count(lower), onnx.int64([width])]);
  return onnx.node("Add", [onnx.node("Add", [corner, down]), count(right)]);
}

/** Whether the largest of the first `kernel` elements of each window is less than that of the whole. */
function partIsBelow(
  onnx: OnnxEmitter,
  { x, xShape, outputShape, stride }: MaxPooling,
  values: string,
  kernel: readonly number[],
): string {
  const largest = onnx.node("MaxPool", [x], { kernel_shape: kernel, strides: stride });
  const counts = outputShape.slice(2);
  // A smaller part fits where the whole window no longer does.
  const fits = counts.every(
    (count, axis) =>
      count === Math.floor((at(xShape, axis + 2) - at(kernel, axis)) / at(stride, axis)) + 1,
  );
  const cut = [onnx.int64([0, 0]), onnx.int64(counts), onnx.int64([2, 3])];
  return onnx.node("Less", [fits ? largest : onnx.node("Slice", [largest, ...cut]), values]);
}
