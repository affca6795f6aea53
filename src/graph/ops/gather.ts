/** Reading and adding by index. Indices are int64 and lie in 0..extent − 1; others fail when the program runs. */
import { DTypeError, ShapeError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable, single, type OpFunction } from "../op.js";
import { coordinatesOf, flatIndex, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { normaliseAxis, type Shape, type TensorType } from "../types.js";
import { floatOnly, need, needTensor } from "./elementwise.js";
import { expand, reshape } from "./reduce.js";
import { cast, equal } from "./select.js";
import { constant } from "./source.js";

type AxisAttributes = { readonly axis: number };
type ScatterAttributes = { readonly axis: number; readonly extent: number };

function needIndices(where: string, indices: TensorType | undefined): Shape {
  const { dtype, shape } = need(indices);
  if (dtype !== "int64") throw new DTypeError(where, "indices", { expected: "int64", got: dtype });
  return shape;
}

/** An index of the reference: whole and inside the axis. @throws ShapeError */
function checkIndex(where: string, index: number, extent: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= extent) {
    throw new ShapeError(where, "index outside the axis", { got: index, extent });
  }
  return index;
}

type GatherCall = (x: Tensor, indices: Tensor, axis?: number) => Tensor;

/**
 * Slices of x along `axis` (0 by default), one an index: x [pre.., n, post..], indices int64 [any..] ->
 * [pre.., any.., post..]. Gradient: slices taken twice add up ({@link scatterAdd}).
 * @source ONNX Gather; NumPy take.
 */
export const gather: OpFunction<GatherCall> = defineOp<AxisAttributes, GatherCall>(
  "gather",
  {
    infer: ([x, indices], { axis }) => {
      const { dtype, shape } = need(x);
      const picked = needIndices("gather", indices);
      return [{ dtype, shape: [...shape.slice(0, axis), ...picked, ...shape.slice(axis + 1)] }];
    },
    reference: ([x, indices], { axis }, [type]) => {
      const { shape, data } = need(x);
      const post = sizeOf(shape.slice(axis + 1));
      const count = need(indices).data.length;
      return [
        referenceArray(need(type).shape, (index) => {
          const slot = Math.floor(index / post) % count;
          const before = Math.floor(index / (post * count));
          const picked = checkIndex("gather", at(need(indices).data, slot), at(shape, axis));
          return at(data, (before * at(shape, axis) + picked) * post + (index % post));
        }),
      ];
    },
    gradient: ({ inputs, outputGradients, attributes: { axis } }) => [
      () => {
        const [{ shape }, indices] = [at(inputs, 0), at(inputs, 1)];
        const count = sizeOf(indices.shape);
        const flat = [...shape.slice(0, axis), count, ...shape.slice(axis + 1)];
        const aligned = shape.map((_, position) => (position === axis ? count : 1));
        return scatterAdd(
          reshape(needTensor(outputGradients[0]), flat),
          expand(reshape(indices, aligned), flat),
          { axis, extent: at(shape, axis) },
        );
      },
      notDifferentiable("an index is piecewise constant"),
    ],
    lower: (onnx, inputs, { attributes: { axis } }) => [onnx.node("Gather", inputs, { axis })],
  },
  (apply) =>
    (x, indices, axis = 0) =>
      single(apply([x, indices], { axis: normaliseAxis("gather", axis, x.shape.length) })),
);

type PermuteCall = (x: Tensor, order: Tensor, inverse: Tensor) => Tensor;

/**
 * Slices of x along its first axis in another order, each once: x [n, post..], order int64 [n] -> [n, post..], row i is
 * x_order(i). `inverse` is the order that undoes it; the gradient takes slices by it, where that of {@link gather} must
 * add them up. That the two undo each other is the caller's to see to.
 */
export const permuteRows: OpFunction<PermuteCall> = defineOp<Record<never, never>, PermuteCall>(
  "permuteRows",
  {
    infer: ([x, order, inverse]) => {
      const { dtype, shape } = need(x);
      for (const indices of [order, inverse]) {
        const own = needIndices("permuteRows", indices);
        if (own.length !== 1 || own[0] !== shape[0]) {
          throw new ShapeError("permuteRows", "one index a row", {
            expected: shape.slice(0, 1),
            got: own,
          });
        }
      }
      return [{ dtype, shape }];
    },
    reference: ([x, order]) => {
      const { shape, data } = need(x);
      const post = sizeOf(shape.slice(1));
      return [
        referenceArray(shape, (index) => {
          const picked = at(need(order).data, Math.floor(index / post));
          return at(data, checkIndex("permuteRows", picked, at(shape, 0)) * post + (index % post));
        }),
      ];
    },
    gradient: ({ inputs, outputGradients }) => [
      () => permuteRows(needTensor(outputGradients[0]), at(inputs, 2), at(inputs, 1)),
      notDifferentiable("an index is piecewise constant"),
      notDifferentiable("an index is piecewise constant"),
    ],
    lower: (onnx, [x, order]) => [onnx.node("Gather", [need(x), need(order)], { axis: 0 })],
  },
  (apply) => (x, order, inverse) => single(apply([x, order, inverse], {})),
);

/** `indices` must have the rank of `x` and its extents away from `axis`. */
function checkAligned(where: string, x: Shape, indices: Shape, axis: number): void {
  const fits =
    x.length === indices.length &&
    x.every((extent, position) => position === axis || extent === indices[position]);
  if (!fits) {
    throw new ShapeError(where, "indices need the operand's extents away from the axis", {
      x,
      indices,
      axis,
    });
  }
}

/**
 * One element an index along `axis`: x [.., n, ..], indices int64 [.., m, ..] -> [.., m, ..]; the other
 * coordinates are the index's own. The logit of each row's label, a permutation within rows.
 * @source ONNX GatherElements; NumPy take_along_axis; PyTorch gather.
 */
export const gatherAlong: OpFunction<GatherCall> = defineOp<AxisAttributes, GatherCall>(
  "gatherAlong",
  {
    infer: ([x, indices], { axis }) => {
      const { dtype, shape } = need(x);
      const picked = needIndices("gatherAlong", indices);
      checkAligned("gatherAlong", shape, picked, axis);
      return [{ dtype, shape: picked }];
    },
    reference: ([x, indices], { axis }) => {
      const { shape, data } = need(x);
      return [
        referenceArray(need(indices).shape, (index) => {
          const coordinates = coordinatesOf(need(indices).shape, index);
          const picked = at(need(indices).data, index);
          coordinates[axis] = checkIndex("gatherAlong", picked, at(shape, axis));
          return at(data, flatIndex(shape, coordinates));
        }),
      ];
    },
    gradient: ({ inputs, outputGradients, attributes: { axis } }) => [
      () =>
        scatterAdd(needTensor(outputGradients[0]), at(inputs, 1), {
          axis,
          extent: at(at(inputs, 0).shape, axis),
        }),
      notDifferentiable("an index is piecewise constant"),
    ],
    lower: (onnx, inputs, { attributes: { axis } }) => [
      onnx.node("GatherElements", inputs, { axis }),
    ],
  },
  (apply) =>
    (x, indices, axis = -1) =>
      single(apply([x, indices], { axis: normaliseAxis("gatherAlong", axis, x.shape.length) })),
);

type ScatterCall = (
  x: Tensor,
  indices: Tensor,
  options: { readonly axis: number; readonly extent: number },
) => Tensor;

/**
 * Zeros of `extent` along `axis`, to which each element of x is added where its index says: the way back
 * of {@link gatherAlong}. x float32 [.., m, ..], indices int64 of the same shape -> [.., extent, ..]. Added in
 * C order, so bytes do not depend on the thread count.
 * @source ONNX ScatterElements with reduction `add`; PyTorch scatter_add.
 */
export const scatterAdd: OpFunction<ScatterCall> = defineOp<ScatterAttributes, ScatterCall>(
  "scatterAdd",
  {
    infer: ([x, indices], { axis, extent }) => {
      const { dtype, shape } = floatOnly("scatterAdd", x);
      const places = needIndices("scatterAdd", indices);
      checkAligned("scatterAdd", shape, places, axis);
      if (shape[axis] !== places[axis]) {
        throw new ShapeError("scatterAdd", "one index an element", { x: shape, indices: places });
      }
      return [{ dtype, shape: shape.map((own, position) => (position === axis ? extent : own)) }];
    },
    reference: ([x, indices], { axis, extent }, [type]) => {
      const result = referenceArray(need(type).shape, () => 0);
      for (const [index, value] of need(x).data.entries()) {
        const coordinates = coordinatesOf(need(x).shape, index);
        coordinates[axis] = checkIndex("scatterAdd", at(need(indices).data, index), extent);
        const place = flatIndex(result.shape, coordinates);
        result.data[place] = at(result.data, place) + value;
      }
      return [result];
    },
    gradient: ({ inputs, outputGradients, attributes: { axis } }) => [
      () => gatherAlong(needTensor(outputGradients[0]), at(inputs, 1), axis),
      notDifferentiable("an index is piecewise constant"),
    ],
    lower: (onnx, [x, indices], { attributes: { axis }, outputTypes: [type] }) => {
      const zero = onnx.constant("float32", [1], [0]);
      const zeros = onnx.node("Expand", [zero, onnx.int64(need(type).shape)]);
      return [
        onnx.node("ScatterElements", [zeros, need(indices), need(x)], { axis, reduction: "add" }),
      ];
    },
  },
  (apply) =>
    (x, indices, { axis, extent }) =>
      single(
        apply([x, indices], { axis: normaliseAxis("scatterAdd", axis, x.shape.length), extent }),
      ),
);

/**
 * 1 at each index, 0 elsewhere: int64 [any..] -> float32 [any.., classes]. An index outside 0..classes − 1,
 * such as −1 for a missing label, gives a row of zeros.
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  needIndices("oneHot", indices);
  const every = Array.from({ length: classes }, (_, index) => index);
  const column = reshape(indices, [...indices.shape, 1]);
  return cast(equal(column, constant(every, [classes], "int64")), "float32");
}
