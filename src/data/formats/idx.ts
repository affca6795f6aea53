import { FormatError } from "../../base/errors.js";
import type { ArrayDType, NdArray } from "../../base/ndarray.js";
import { sizeOf } from "../../base/ndarray.js";
import { bytesPerElement, readElements, writeElements } from "./elements.js";
import { gunzipBounded } from "./gunzip-bounded.js";
import { requireLength } from "./require-length.js";

/** A packed file of a few bytes may declare any length; MNIST's is 47 MB. */
const longestArray = 2 ** 31;

/** Type bytes of the format and what they hold. */
const dtypeOfCode: ReadonlyMap<number, ArrayDType> = new Map([
  [0x08, "uint8"],
  [0x09, "int8"],
  [0x0b, "int16"],
  [0x0c, "int32"],
  [0x0d, "float32"],
  [0x0e, "float64"],
]);

/**
 * Decode one IDX array, plain or gzip (told apart by the gzip magic 1f 8b, never by the name).
 *
 * Layout: 0, 0, type byte, rank, one big-endian uint32 extent per axis, elements in C order, big-endian.
 * Types: uint8, int8, int16, int32, float32, float64; rank 0 is a scalar. The length must be exact.
 * At most 2 GiB, plain or unpacked.
 * @throws FormatError with `source` and byte offset: damaged gzip, bad magic, unknown type byte, too many elements,
 * missing or extra bytes.
 * @source http://yann.lecun.com/exdb/mnist, "The IDX file format".
 */
export function decodeIdx(bytes: Uint8Array, source: string): NdArray {
  const plain = gunzipBounded(bytes, (start) => layoutOf(start, source).length, source);
  const { dtype, shape, start, length } = layoutOf(plain, source);
  requireLength(plain, length, source, "file ends inside the IDX elements");
  if (plain.length > length) {
    throw new FormatError(`${source}, byte ${length}`, "bytes after the last IDX element", {
      expected: length,
      got: plain.length,
    });
  }
  return readElements(plain, start, dtype, shape, "big");
}

/** What the header says: where elements start, and the length of the whole file. */
function layoutOf(
  bytes: Uint8Array,
  source: string,
): {
  readonly dtype: ArrayDType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly length: number;
} {
  requireLength(bytes, 4, source, "file ends inside the IDX magic number");
  const [first, second, code = 0, rank = 0] = bytes;
  if (first !== 0 || second !== 0) {
    throw new FormatError(`${source}, byte 0`, "not an IDX file: wrong magic number", {
      expected: [0, 0],
      got: [first ?? 0, second ?? 0],
    });
  }
  const dtype = dtypeOfCode.get(code);
  if (dtype === undefined) {
    throw new FormatError(`${source}, byte 2`, "unknown IDX type byte", {
      expected: [...dtypeOfCode.keys()],
      got: code,
    });
  }
  const start = 4 + 4 * rank;
  requireLength(bytes, start, source, "file ends inside the IDX extents");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = start + sizeOf(shape) * bytesPerElement(dtype);
  if (!(length <= longestArray)) {
    throw new FormatError(`${source}, byte 4`, "IDX array is longer than is read", {
      expected: `at most ${longestArray} bytes`,
      got: shape,
    });
  }
  return { dtype, shape, start, length };
}

/**
 * Encode one array as plain (not gzip) IDX; {@link decodeIdx} gives it back.
 * @throws FormatError for an element type that IDX does not have, more than 255 axes, or an extent over 2³² − 1.
 */
export function encodeIdx(array: NdArray): Uint8Array {
  const { dtype, shape } = array;
  const code = [...dtypeOfCode].find(([, name]) => name === dtype)?.[0];
  if (code === undefined) {
    throw new FormatError("encodeIdx", "IDX has no such element type", {
      expected: [...dtypeOfCode.values()],
      got: dtype,
    });
  }
  if (shape.length > 255 || shape.some((extent) => extent > 0xffffffff)) {
    throw new FormatError("encodeIdx", "shape does not fit an IDX header", { got: shape });
  }
  const start = 4 + 4 * shape.length;
  const elements = writeElements(array, "big");
  const bytes = new Uint8Array(start + elements.length);
  bytes.set([0, 0, code, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  bytes.set(elements, start);
  return bytes;
}
