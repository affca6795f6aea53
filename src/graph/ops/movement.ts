/** Operators that move elements without changing them. */
import { DTypeError, ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { defineOp, single, type OpFunction } from "../op.js";
import { coordinatesOf, flatIndex, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { normaliseAxis, type Shape, type TensorType } from "../types.js";
import { need, needTensor } from "./elementwise.js";
import { reshape } from "./reduce.js";

type TransposeCall = (x: Tensor, permutation: readonly number[]) => Tensor;

/** Axes of `x` in the order `permutation`: result axis i is operand axis permutation[i]. */
export const transpose: OpFunction<TransposeCall> = defineOp<
  { readonly permutation: readonly number[] },
  TransposeCall
>(
  "transpose",
  {
    infer: ([x], { permutation }) => {
      const { dtype, shape } = need(x);
      const sorted = [...permutation].sort((left, right) => left - right);
      if (sorted.length !== shape.length || sorted.some((axis, index) => axis !== index)) {
        throw new ShapeError("transpose", "not a permutation of the axes", {
          got: permutation,
          x: shape,
        });
      }
      return [{ dtype, shape: permutation.map((axis) => at(shape, axis)) }];
    },
    reference: ([x], { permutation }, [type]) => {
      const { shape, data } = need(x);
      const target = need(type).shape;
      return [
        referenceArray(target, (index) => {
          const source = new Array<number>(shape.length).fill(0);
          for (const [position, coordinate] of coordinatesOf(target, index).entries()) {
            source[at(permutation, position)] = coordinate;
          }
          return at(data, flatIndex(shape, source));
        }),
      ];
    },
    gradient: ({ outputGradients, attributes: { permutation } }) => [
      () =>
        transpose(
          needTensor(outputGradients[0]),
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
    ],
    lower: (onnx, inputs, { attributes }) => [
      onnx.node("Transpose", inputs, { perm: attributes.permutation }),
    ],
  },
  (apply) => (x, permutation) =>
    permutation.every((axis, index) => axis === index) && permutation.length === x.shape.length
      ? x
      : single(apply([x], { permutation })),
);

/** Where a slice starts and ends (exclusive) along one axis, and its step (≥ 1). */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
}

type SliceAttributes = {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
};

type SliceCall = (x: Tensor, ranges: readonly SliceRange[]) => Tensor;

/** The part of `x` inside every range. Starts and ends are in 0..extent; no negative counting. */
export const slice: OpFunction<SliceCall> = defineOp<SliceAttributes, SliceCall>(
  "slice",
  {
    infer: ([x], { starts, ends, steps }) => {
      const { dtype, shape } = need(x);
      const extents = shape.map((extent, axis) => {
        const [start, end, step] = [at(starts, axis), at(ends, axis), at(steps, axis)];
        if (!(start >= 0 && start <= end && end <= extent && step >= 1)) {
          throw new ShapeError("slice", "range outside the axis", {
            axis,
            start,
            end,
            step,
            x: shape,
          });
        }
        return Math.ceil((end - start) / step);
      });
      return [{ dtype, shape: extents }];
    },
    reference: ([x], { starts, steps }, [type]) => {
      const { shape, data } = need(x);
      const target = need(type).shape;
      return [
        referenceArray(target, (index) => {
          const coordinates = coordinatesOf(target, index).map(
            (coordinate, axis) => at(starts, axis) + coordinate * at(steps, axis),
          );
          return at(data, flatIndex(shape, coordinates));
        }),
      ];
    },
    gradient: ({ inputs, outputs, outputGradients, attributes: { starts, steps } }) => [
      () => {
        const { shape } = at(inputs, 0);
        const kept = at(outputs, 0).shape;
        const spread = spreadSteps(needTensor(outputGradients[0]), steps);
        const after = shape.map(
          (extent, axis) =>
            extent - at(starts, axis) - ((at(kept, axis) - 1) * at(steps, axis) + 1),
        );
        return pad(spread, starts, after);
      },
    ],
    lower: (onnx, [x], { attributes: { starts, ends, steps }, inputTypes }) => {
      // Only the axes that are cut are named, so that an exported model may leave the batch free.
      const { shape } = need(inputTypes[0]);
      const cut = starts.flatMap((start, axis) =>
        start !== 0 || at(ends, axis) !== at(shape, axis) || at(steps, axis) !== 1 ? [axis] : [],
      );
      if (cut.length === 0) return [need(x)];
      const along = (values: readonly number[]) => onnx.int64(cut.map((axis) => at(values, axis)));
      const operands = [need(x), along(starts), along(ends), onnx.int64(cut), along(steps)];
      return [onnx.node("Slice", operands)];
    },
  },
  (apply) => (x, ranges) => {
    const starts = x.shape.map(() => 0);
    const ends = [...x.shape];
    const steps = x.shape.map(() => 1);
    for (const { axis, start, end, step = 1 } of ranges) {
      const positive = normaliseAxis("slice", axis, x.shape.length);
      starts[positive] = start;
      ends[positive] = end;
      steps[positive] = step;
    }
    return single(apply([x], { starts, ends, steps }));
  },
);

/** Put step − 1 zeros between neighbours along each axis with a step above 1. */
function spreadSteps(x: Tensor, steps: readonly number[]): Tensor {
  let result = x;
  for (const [axis, step] of steps.entries()) {
    if (step === 1) continue;
    const { shape } = result;
    const extent = at(shape, axis);
    // [.., n, ..] -> [.., n, 1, ..] -> [.., n, step, ..] -> [.., n·step, ..] -> cut the last zeros.
    const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const zeros = split.map((_, index) => (index === axis + 1 ? step - 1 : 0));
    const padded = pad(
      reshape(result, split),
      split.map(() => 0),
      zeros,
    );
    const joined = [...shape.slice(0, axis), extent * step, ...shape.slice(axis + 1)];
    const end = (extent - 1) * step + 1;
    result = slice(reshape(padded, joined), [{ axis, start: 0, end }]);
  }
  return result;
}

type PadCall = (
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  value?: number,
) => Tensor;

/** Zeros (or `value`) before and after each axis. */
export const pad: OpFunction<PadCall> = defineOp<
  { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number },
  PadCall
>(
  "pad",
  {
    infer: ([x], { before, after }) => {
      const { dtype, shape } = need(x);
      if (before.length !== shape.length || after.length !== shape.length) {
        throw new ShapeError("pad", "one amount an axis", { x: shape, before, after });
      }
      if ([...before, ...after].some((amount) => amount < 0)) {
        throw new ShapeError("pad", "amounts must not be negative", { before, after });
      }
      const padded = shape.map((extent, axis) => extent + at(before, axis) + at(after, axis));
      return [{ dtype, shape: padded }];
    },
    reference: ([x], { before, value }, [type]) => {
      const { shape, data } = need(x);
      const target = need(type).shape;
      return [
        referenceArray(target, (index) => {
          const source = coordinatesOf(target, index).map((c, axis) => c - at(before, axis));
          const inside = source.every((c, axis) => c >= 0 && c < at(shape, axis));
          return inside ? at(data, flatIndex(shape, source)) : value;
        }),
      ];
    },
    gradient: ({ inputs, outputGradients, attributes: { before } }) => [
      () =>
        slice(
          needTensor(outputGradients[0]),
          at(inputs, 0).shape.map((extent, axis) => ({
            axis,
            start: at(before, axis),
            end: at(before, axis) + extent,
          })),
        ),
    ],
    lower: (onnx, [x], { attributes: { before, after, value }, inputTypes }) => [
      onnx.node("Pad", [
        need(x),
        onnx.int64([...before, ...after]),
        onnx.constant(need(inputTypes[0]).dtype, [], [value]),
      ]),
    ],
  },
  (apply) =>
    (x, before, after, value = 0) =>
      [...before, ...after].every((amount) => amount === 0)
        ? x
        : single(apply([x], { before, after, value })),
);

/** Tensors one after another along `axis`; the other extents are equal. */
export const concat = defineOp<
  { readonly axis: number },
  (tensors: readonly Tensor[], axis: number) => Tensor
>(
  "concat",
  {
    infer: (inputs, { axis }): TensorType[] => {
      const first = need(inputs[0]);
      let extent = 0;
      for (const { dtype, shape } of inputs) {
        if (dtype !== first.dtype) {
          throw new DTypeError("concat", "operands differ", { expected: first.dtype, got: dtype });
        }
        const fits =
          shape.length === first.shape.length &&
          shape.every((own, index) => index === axis || own === first.shape[index]);
        if (!fits) {
          throw new ShapeError("concat", "extents differ off the axis", {
            expected: first.shape,
            got: shape,
            axis,
          });
        }
        extent += at(shape, axis);
      }
      const shape = first.shape.map((own, index) => (index === axis ? extent : own));
      return [{ dtype: first.dtype, shape }];
    },
    reference: (inputs, { axis }, [type]) => {
      const target = need(type).shape;
      const starts = startsAlong(
        inputs.map(({ shape }) => shape),
        axis,
      );
      return [
        referenceArray(target, (index) => {
          const coordinates = coordinatesOf(target, index);
          const position = at(coordinates, axis);
          const part = starts.findLastIndex((start) => start <= position);
          coordinates[axis] = position - at(starts, part);
          const { shape, data } = at(inputs, part);
          return at(data, flatIndex(shape, coordinates));
        }),
      ];
    },
    gradient: ({ inputs, outputGradients, attributes: { axis } }) => {
      const starts = startsAlong(
        inputs.map(({ shape }) => shape),
        axis,
      );
      return inputs.map((input, part) => () => {
        const start = at(starts, part);
        const end = start + at(input.shape, axis);
        return slice(needTensor(outputGradients[0]), [{ axis, start, end }]);
      });
    },
    lower: (onnx, inputs, { attributes }) => [onnx.node("Concat", inputs, { ...attributes })],
  },
  (apply) => (tensors, axis) => {
    const [first] = tensors;
    if (first === undefined) throw new ShapeError("concat", "no operands");
    if (tensors.length === 1) return first;
    return single(apply(tensors, { axis: normaliseAxis("concat", axis, first.shape.length) }));
  },
);

/** First position of each part along `axis`. Parts without elements there are never found by search. */
function startsAlong(shapes: readonly Shape[], axis: number): number[] {
  let start = 0;
  return shapes.map((shape) => {
    const own = start;
    start += at(shape, axis);
    return own;
  });
}
