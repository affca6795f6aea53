import { ShapeError } from "../base/errors.js";

/** Element types of program tensors. */
export type DType = "float32" | "int32" | "int64" | "uint32" | "uint8" | "bool";

/** Extents of a tensor; `[]` is a scalar. All shapes are static. */
export type Shape = readonly number[];

/** What is known of a tensor before it has a value. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** `float32[8,3]`, as programs print it. */
export function showType(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(",")}]`;
}

/**
 * Shape of an element-wise result: trailing axes aligned, an extent of 1 stretches.
 * @throws ShapeError where two extents differ and neither is 1.
 */
export function broadcastShapes(where: string, left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const leftExtent = left[left.length - rank + axis] ?? 1;
    const rightExtent = right[right.length - rank + axis] ?? 1;
    if (leftExtent !== rightExtent && leftExtent !== 1 && rightExtent !== 1) {
      throw new ShapeError(where, "shapes do not broadcast", { left, right });
    }
    result.push(leftExtent === 1 ? rightExtent : leftExtent);
  }
  return result;
}

/**
 * Axis in 0..rank-1; negative axes count from the end.
 * @throws ShapeError outside -rank..rank-1.
 */
export function normaliseAxis(where: string, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
    throw new ShapeError(where, "axis outside the tensor", { got: axis, rank });
  }
  return positive;
}

/** All axes, sorted, without repetition; every axis when `axes` is undefined. */
export function normaliseAxes(
  where: string,
  axes: readonly number[] | undefined,
  rank: number,
): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const positive = axes.map((axis) => normaliseAxis(where, axis, rank)).sort((a, b) => a - b);
  if (new Set(positive).size !== positive.length) {
    throw new ShapeError(where, "an axis is named twice", { got: axes });
  }
  return positive;
}

/** Float64 array of the reference semantics, C order; every element type is a number here. */
export interface ReferenceArray {
  readonly shape: Shape;
  readonly data: Float64Array;
}
