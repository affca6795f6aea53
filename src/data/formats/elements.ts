import type { ArrayDType, NdArray } from "../../base/ndarray.js";
import { sizeOf } from "../../base/ndarray.js";

/** How the bytes of one element follow each other in a file. */
export type ByteOrder = "little" | "big";

/** Bytes that one element of `dtype` takes in a file and in memory. */
export function bytesPerElement(dtype: ArrayDType): number {
  switch (dtype) {
    case "bool":
    case "uint8":
    case "int8":
      return 1;
    case "uint16":
    case "int16":
      return 2;
    case "uint32":
    case "int32":
    case "float32":
      return 4;
    case "int64":
    case "uint64":
    case "float64":
      return 8;
  }
}

/**
 * The array whose C-order elements start at `offset` of `bytes`. The result owns its memory; `bytes` may
 * be unaligned. The caller has checked that enough bytes are there.
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  dtype: ArrayDType,
  shape: readonly number[],
  order: ByteOrder,
): NdArray {
  const size = bytesPerElement(dtype);
  const length = sizeOf(shape) * size;
  // Not bytes.slice: a Buffer, which file and zlib calls return, would share its memory.
  const owned = new Uint8Array(length);
  owned.set(bytes.subarray(offset, offset + length));
  if (order !== hostByteOrder()) reverseElements(owned, size);
  return arrayOver(owned.buffer, dtype, shape);
}

/** The bytes of `array` in C order with the asked byte order; the array is not changed. */
export function writeElements(array: NdArray, order: ByteOrder): Uint8Array {
  const { data } = array;
  const owned = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (order !== hostByteOrder()) reverseElements(owned, bytesPerElement(array.dtype));
  return owned;
}

/** The order of bytes that typed arrays have on this machine. */
export function hostByteOrder(): ByteOrder {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "little" : "big";
}

/** Turn the bytes of each element of `size` bytes around, in place. */
export function reverseElements(bytes: Uint8Array, size: number): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) view.swap16();
  else if (size === 4) view.swap32();
  else if (size === 8) view.swap64();
}

/**
 * The array of `shape` whose elements are in `buffer` from `byteOffset` on, in the byte order of this machine; nothing is
 * copied. The offset is a multiple of what an element takes.
 */
export function arrayOver(
  buffer: ArrayBufferLike,
  dtype: ArrayDType,
  shape: readonly number[],
  byteOffset = 0,
): NdArray {
  const length = sizeOf(shape);
  switch (dtype) {
    case "bool":
    case "uint8":
      return { dtype, shape, data: new Uint8Array(buffer, byteOffset, length) };
    case "int8":
      return { dtype, shape, data: new Int8Array(buffer, byteOffset, length) };
    case "uint16":
      return { dtype, shape, data: new Uint16Array(buffer, byteOffset, length) };
    case "int16":
      return { dtype, shape, data: new Int16Array(buffer, byteOffset, length) };
    case "uint32":
      return { dtype, shape, data: new Uint32Array(buffer, byteOffset, length) };
    case "int32":
      return { dtype, shape, data: new Int32Array(buffer, byteOffset, length) };
    case "int64":
      return { dtype, shape, data: new BigInt64Array(buffer, byteOffset, length) };
    case "uint64":
      return { dtype, shape, data: new BigUint64Array(buffer, byteOffset, length) };
    case "float32":
      return { dtype, shape, data: new Float32Array(buffer, byteOffset, length) };
    case "float64":
      return { dtype, shape, data: new Float64Array(buffer, byteOffset, length) };
  }
}
