import { ShapeError } from "./errors.js";

/** Element types of arrays that we read, compute with or write. `bool` is one byte, 0 or 1. */
export interface TypedArrays {
  readonly bool: Uint8Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly uint16: Uint16Array;
  readonly int16: Int16Array;
  readonly uint32: Uint32Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly uint64: BigUint64Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

export type ArrayDType = keyof TypedArrays;

/** A dense array in C order: `data.length` is the product of `shape`. */
export type NdArray = {
  readonly [D in ArrayDType]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: TypedArrays[D];
  };
}[ArrayDType];

/** Number of elements of `shape`; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Elements to step for one step along each axis, C order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/** Element `index` of a sequence, or an error that says what was asked: never `undefined`. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) {
    throw new ShapeError("at", "index outside the array", { got: index, length: values.length });
  }
  return value;
}

/** True when both shapes have the same rank and extents. */
export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((extent, axis) => extent === right[axis]);
}

/** Named float32 arrays: parameters, buffers, optimiser state. Names are dotted paths. */
export type ArrayTree = Readonly<Record<string, Float32Array>>;
