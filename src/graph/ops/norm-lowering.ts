/** ONNX forms of batch normalisation in training. Which form is fastest was measured (see lowerBatchNorm). */
import { at, sizeOf } from "../../base/ndarray.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import type { Shape } from "../types.js";

/**
 * y, mean, variance, x − mean. Sums run over space, then over the batch: shorter sums lose fewer digits, and
 * ONNX Runtime reduces [B, C, space] in place of turning the axes. The last step is ONNX's own
 * BatchNormalization with the statistics as operands: one pass instead of a product and a sum.
 */
export function lowerBatchNorm(
  onnx: OnnxEmitter,
  [x = "", scale = "", bias = ""]: readonly string[],
  shape: Shape,
  epsilon: number,
): string[] {
  const total = sumByChannel(onnx, x, shape);
  const mean = perValue(onnx, total, shape);
  const centred = onnx.node("Sub", [x, alongChannels(onnx, mean, shape)]);
  const squares = productByChannel(onnx, centred, centred, shape);
  const variance = perValue(onnx, squares, shape);
  const y = normalise(onnx, [centred, scale, bias, zeros(onnx, shape), variance], shape, epsilon);
  return [y, mean, variance, centred];
}

/** dx, dscale, dbias; see `batchNormGradient` for the formulas. */
export function lowerBatchNormGradient(
  onnx: OnnxEmitter,
  [dy = "", centred = "", variance = "", scale = ""]: readonly string[],
  shape: Shape,
  epsilon: number,
): string[] {
  const dBias = sumByChannel(onnx, dy, shape);
  const projection = productByChannel(onnx, dy, centred, shape);
  const inverse = onnx.node("Reciprocal", [root(onnx, variance, epsilon)]);
  const dScale = onnx.node("Mul", [projection, inverse]);
  const slope = perValue(onnx, onnx.node("Mul", [dScale, inverse]), shape);
  const parallel = onnx.node("Mul", [centred, alongChannels(onnx, slope, shape)]);
  const rest = onnx.node("Sub", [dy, parallel]);
  const mean = perValue(onnx, dBias, shape);
  const dx = normalise(onnx, [rest, scale, zeros(onnx, shape), mean, variance], shape, epsilon);
  return [dx, dScale, dBias];
}

/** scale · (x − mean)/√(variance + epsilon) + bias by channel; operands in the order of ONNX. */
function normalise(
  onnx: OnnxEmitter,
  operands: readonly [x: string, scale: string, bias: string, mean: string, variance: string],
  shape: Shape,
  epsilon: number,
): string {
  if (shape.length > 2) {
    return onnx.node("BatchNormalization", operands, { epsilon: { float: epsilon } });
  }
  // ONNX Runtime's operator walks over channels; without space that is one value at a time.
  const [x, scale, bias, mean, variance] = operands;
  const factor = onnx.node("Div", [scale, root(onnx, variance, epsilon)]);
  const offset = onnx.node("Sub", [bias, onnx.node("Mul", [mean, factor])]);
  return onnx.node("Add", [onnx.node("Mul", [x, factor]), offset]);
}

function root(onnx: OnnxEmitter, variance: string, epsilon: number): string {
  const raised = onnx.node("Add", [variance, onnx.constant("float32", [], [epsilon])]);
  return onnx.node("Sqrt", [raised]);
}

function zeros(onnx: OnnxEmitter, shape: Shape): string {
  const channels = at(shape, 1);
  return onnx.constant("float32", [channels], new Array<number>(channels).fill(0));
}

function perValue(onnx: OnnxEmitter, sums: string, shape: Shape): string {
  const values = sizeOf(shape) / at(shape, 1);
  return onnx.node("Mul", [sums, onnx.constant("float32", [], [1 / values])]);
}

/** [C] as it broadcasts against x. */
function alongChannels(onnx: OnnxEmitter, value: string, shape: Shape): string {
  return onnx.node("Reshape", [value, onnx.int64([at(shape, 1), ...shape.slice(2).map(() => 1)])]);
}

/** Sum over all axes but the channels, in two stages. */
function sumByChannel(onnx: OnnxEmitter, x: string, shape: Shape): string {
  const [batch, channels, space] = extents(shape);
  const rows = space > 1 ? 1 : stageLength(batch);
  const [split, axis] =
    space > 1 ? [[batch, channels, space], 2] : [[batch / rows, rows, channels], 1];
  const reshaped = onnx.node("Reshape", [x, onnx.int64(split)]);
  const partial = onnx.node("ReduceSum", [reshaped, onnx.int64([axis])], { keepdims: 0 });
  return sumOfStages(onnx, partial);
}

/** Positions from which a dot product is faster (bench/operators.mjs); below, its call costs more than it saves. */
const longDot = 400;

/**
 * Sum of left · right over all axes but the channels, in the same stages. Over much space one dot product a sample and
 * channel: it reads both once and writes nothing of their size. ReduceSumSquare is slower than a product and its sum.
 */
function productByChannel(onnx: OnnxEmitter, left: string, right: string, shape: Shape): string {
  const [batch, channels, space] = extents(shape);
  if (space < longDot || !onnx.contrib) {
    return sumByChannel(onnx, onnx.node("Mul", [left, right]), shape);
  }
  const asRows = (x: string) => onnx.node("Reshape", [x, onnx.int64([batch * channels, 1, space])]);
  const rows = left === right ? [asRows(left)] : [asRows(left), asRows(right)];
  const [dots = ""] = onnx.nodes("FusedMatMul", [at(rows, 0), at(rows, rows.length - 1)], {
    attributes: { transA: 0, transB: 1 },
    domain: "com.microsoft",
  });
  return sumOfStages(onnx, onnx.node("Reshape", [dots, onnx.int64([batch, channels])]));
}

/** [stages, C] -> [C] */
function sumOfStages(onnx: OnnxEmitter, partial: string): string {
  return onnx.node("ReduceSum", [partial, onnx.int64([0])], { keepdims: 0 });
}

function extents(shape: Shape): [batch: number, channels: number, space: number] {
  return [at(shape, 0), at(shape, 1), sizeOf(shape.slice(2))];
}

/** Rows that the first stage sums where there is no space: the largest divisor of the batch up to its root. */
function stageLength(batch: number): number {
  for (let rows = Math.floor(Math.sqrt(batch)); rows > 1; rows--) {
    if (batch % rows === 0) return rows;
  }
  return 1;
}
