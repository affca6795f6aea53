/** Matrix products, batched by broadcasting over the leading axes. */
import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { defineOp, single, type OpFunction } from "../op.js";
import { broadcastIndex, referenceArray } from "../reference.js";
import type { LowerContext, Tensor } from "../tensor.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import { broadcastShapes, type Shape } from "../types.js";
import { floatOnly, needTensor } from "./elementwise.js";

/** Read an operand as if its last two axes were exchanged. */
export interface MatmulOptions {
  readonly transposeLeft?: boolean;
  readonly transposeRight?: boolean;
}

type MatmulAttributes = { readonly transposeLeft: boolean; readonly transposeRight: boolean };

type MatmulCall = (left: Tensor, right: Tensor, options?: MatmulOptions) => Tensor;

/**
 * left [..., M, K] · right [..., K, N] -> [..., M, N]; with `transposeLeft` the left operand is
 * [..., K, M], with `transposeRight` the right one is [..., N, K]. Leading axes broadcast.
 *
 * Lowering keeps M ≥ N: where N is larger the product of the transposed operands is computed and turned,
 * because ORT splits N over threads and then blocks K differently, so that bytes would depend on the thread
 * count (and it is slower).
 */
export const matmul: OpFunction<MatmulCall> = defineOp<MatmulAttributes, MatmulCall>(
  "matmul",
  {
    infer: (inputs, attributes) => {
      const left = floatOnly("matmul", inputs[0]).shape;
      const right = floatOnly("matmul", inputs[1]).shape;
      if (left.length < 2 || right.length < 2) {
        throw new ShapeError("matmul", "operands need two axes", { left, right });
      }
      const { rows, inner, innerRight, columns } = extents(left, right, attributes);
      if (inner !== innerRight) {
        throw new ShapeError("matmul", "inner extents", {
          expected: inner,
          got: innerRight,
          left,
          right,
        });
      }
      const batch = broadcastShapes("matmul", left.slice(0, -2), right.slice(0, -2));
      return [{ dtype: "float32", shape: [...batch, rows, columns] }];
    },
    reference: (inputs, attributes, [type]) => {
      const left = at(inputs, 0);
      const right = at(inputs, 1);
      const { rows, inner, columns } = extents(left.shape, right.shape, attributes);
      const shape = type?.shape ?? [];
      const batch = shape.slice(0, -2);
      const leftBatch = broadcastIndex(batch, left.shape.slice(0, -2));
      const rightBatch = broadcastIndex(batch, right.shape.slice(0, -2));
      return [
        referenceArray(shape, (index) => {
          const column = index % columns;
          const row = Math.floor(index / columns) % rows;
          const matrix = Math.floor(index / (rows * columns));
          const leftStart = leftBatch(matrix) * rows * inner;
          const rightStart = rightBatch(matrix) * inner * columns;
          let dot = 0;
          for (let k = 0; k < inner; k++) {
            const leftAt = attributes.transposeLeft ? k * rows + row : row * inner + k;
            const rightAt = attributes.transposeRight ? column * inner + k : k * columns + column;
            dot += at(left.data, leftStart + leftAt) * at(right.data, rightStart + rightAt);
          }
          return dot;
        }),
      ];
    },
    gradient: ({ inputs, outputGradients, attributes: { transposeLeft, transposeRight } }) => {
      const [left, right] = [at(inputs, 0), at(inputs, 1)];
      const dy = needTensor(outputGradients[0]);
      return [
        () =>
          transposeLeft
            ? matmul(right, dy, { transposeLeft: transposeRight, transposeRight: true })
            : matmul(dy, right, { transposeRight: !transposeRight }),
        () =>
          transposeRight
            ? matmul(dy, left, { transposeLeft: true, transposeRight: transposeLeft })
            : matmul(left, dy, { transposeLeft: !transposeLeft }),
      ];
    },
    lower: (onnx, inputs, context) => [lowerMatmul(onnx, inputs, context)],
  },
  (apply) =>
    (left, right, { transposeLeft = false, transposeRight = false } = {}) =>
      single(apply([left, right], { transposeLeft, transposeRight })),
);

function extents(left: Shape, right: Shape, { transposeLeft, transposeRight }: MatmulAttributes) {
  const [leftRows, leftColumns] = [at(left, left.length - 2), at(left, left.length - 1)];
  const [rightRows, rightColumns] = [at(right, right.length - 2), at(right, right.length - 1)];
  return {
    rows: transposeLeft ? leftColumns : leftRows,
    inner: transposeLeft ? leftRows : leftColumns,
    innerRight: transposeRight ? rightColumns : rightRows,
    columns: transposeRight ? rightRows : rightColumns,
  };
}

function lowerMatmul(
  onnx: OnnxEmitter,
  [left = "", right = ""]: readonly string[],
  { attributes, inputTypes }: LowerContext<MatmulAttributes>,
): string {
  const leftShape = at(inputTypes, 0).shape;
  const rightShape = at(inputTypes, 1).shape;
  const { rows, columns } = extents(leftShape, rightShape, attributes);
  const { transposeLeft, transposeRight } = attributes;
  if (columns <= rows) return product(onnx, left, right, leftShape, rightShape, attributes);
  const turned = product(onnx, right, left, rightShape, leftShape, {
    transposeLeft: !transposeRight,
    transposeRight: !transposeLeft,
  });
  return swapLastAxes(onnx, turned, Math.max(leftShape.length, rightShape.length));
}

function product(
  onnx: OnnxEmitter,
  left: string,
  right: string,
  leftShape: Shape,
  rightShape: Shape,
  { transposeLeft, transposeRight }: MatmulAttributes,
): string {
  if (!transposeLeft && !transposeRight) {
    const column = at(rightShape, rightShape.length - 1) === 1;
    if (!column || !onnx.contrib) return onnx.node("MatMul", [left, right]);
    // Times a single column MatMul's bytes depend on the thread count; times the same column lying they do not.
    const lying = [...rightShape.slice(0, -2), 1, at(rightShape, rightShape.length - 2)];
    const turned = onnx.node("Reshape", [right, onnx.int64(lying)]);
    return fused(onnx, left, turned, { transposeLeft: false, transposeRight: true });
  }
  if (onnx.contrib) return fused(onnx, left, right, { transposeLeft, transposeRight });
  return onnx.node("MatMul", [
    transposeLeft ? swapLastAxes(onnx, left, leftShape.length) : left,
    transposeRight ? swapLastAxes(onnx, right, rightShape.length) : right,
  ]);
}

function fused(
  onnx: OnnxEmitter,
  left: string,
  right: string,
  { transposeLeft, transposeRight }: MatmulAttributes,
): string {
  const attributes = { transA: Number(transposeLeft), transB: Number(transposeRight) };
  return onnx.nodes("FusedMatMul", [left, right], { attributes, domain: "com.microsoft" })[0] ?? "";
}

function swapLastAxes(onnx: OnnxEmitter, x: string, rank: number): string {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  order.splice(rank - 2, 2, rank - 1, rank - 2);
  return onnx.node("Transpose", [x], { perm: order });
}
