import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { sizeOf, stridesOf } from "../../base/ndarray.js";
import type { ByteOrder } from "./elements.js";
import { bytesPerElement, readElements, writeElements } from "./elements.js";
import type { NpyHeader } from "./npy/header.js";
import { formatNpyHeader, parseNpyHeader } from "./npy/header.js";
import { kindOfDType, npyElementType, npyHeaderPlace, npyMagic } from "./npy/layout.js";
import { halfToNumber } from "./half.js";
import type { NpyElementType } from "./npy/layout.js";
import { requireLength } from "./require-length.js";
import { requireVoxelCount } from "./volume/size-limit.js";

const alignment = 64;

/**
 * Decode one NPY array, format versions 1.0, 2.0 and 3.0.
 *
 * Both byte orders; C and Fortran order (Fortran is transposed to C). Types b1, u1…u8, i1…i8, f4, f8;
 * f2 (half precision) is widened to float32, exactly. Refused by name: complex, f16, text, bytes, dates,
 * objects (pickle), structured types. The length must be exact.
 * @throws FormatError with `source` and byte offset: bad magic, unknown version, bad header, type not
 * supported, a bool that is not 0 or 1, a shape that no file can hold, missing or extra bytes.
 * @source NumPy, numpy.lib.format ("NPY format").
 */
export function decodeNpy(bytes: Uint8Array, source: string): NdArray {
  const { header, type, end, length } = npyExtent(bytes, source);
  const { shape } = header;
  requireLength(bytes, length, source, "file ends inside the NPY elements");
  if (bytes.length > length) {
    throw new FormatError(`${source}, byte ${length}`, "bytes after the last NPY element", {
      expected: length,
      got: bytes.length,
    });
  }
  const raw = header.fortranOrder
    ? fortranToC(bytes.subarray(end), shape, type.half ? 2 : bytesPerElement(type.dtype))
    : bytes.subarray(end);
  if (type.half) return halvesToFloat32(raw, shape, type.order);
  if (type.dtype === "bool") requireTruthValues(bytes, end, source);
  return readElements(raw, 0, type.dtype, shape, type.order);
}

/**
 * The length in bytes that the header of an NPY file declares for the whole file; the first bytes are enough.
 * @throws FormatError as {@link decodeNpy} for the header, and for more elements than are held in memory.
 */
export function npyLength(bytes: Uint8Array, source: string): number {
  const { header, start, length } = npyExtent(bytes, source);
  requireVoxelCount(header.shape, `${source}, byte ${start}`);
  return length;
}

/** What the header says, where its text starts, where elements start, and the length of the whole file. */
function npyExtent(
  bytes: Uint8Array,
  source: string,
): {
  readonly header: NpyHeader;
  readonly type: NpyElementType;
  readonly start: number;
  readonly end: number;
  readonly length: number;
} {
  const { start, end } = npyHeaderPlace(bytes, source);
  requireLength(bytes, end, source, "file ends inside the NPY header");
  const text = new TextDecoder("utf-8").decode(bytes.subarray(start, end));
  const header = parseNpyHeader(text, start, source);
  const type = npyElementType(header.descr, start, source);
  const itemSize = type.half ? 2 : bytesPerElement(type.dtype);
  const length = end + sizeOf(header.shape) * itemSize;
  // Not a number where some extents are endless together and one is 0.
  if (!Number.isSafeInteger(length)) {
    throw new FormatError(`${source}, byte ${start}`, "NPY shape is too large for any file", {
      got: header.shape,
    });
  }
  return { header, type, start, end, length };
}

/**
 * Encode one array as NPY 1.0, little-endian, C order; the bytes are those of `numpy.save`.
 * @throws FormatError when the shape is so long that a version 1.0 header cannot hold it.
 */
export function encodeNpy(array: NdArray): Uint8Array {
  const prefix = bytesPerElement(array.dtype) === 1 ? "|" : "<";
  const text = formatNpyHeader(prefix + kindOfDType[array.dtype], array.shape);
  const start = npyMagic.length + 4;
  const end = Math.ceil((start + text.length + 1) / alignment) * alignment;
  if (end - start > 0xffff) {
    throw new FormatError("encodeNpy", "shape does not fit an NPY 1.0 header", {
      got: array.shape.length,
    });
  }
  const elements = writeElements(array, "little");
  const bytes = new Uint8Array(end + elements.length).fill(0x20, 0, end);
  bytes.set([...npyMagic, 1, 0, (end - start) & 0xff, (end - start) >> 8]);
  bytes.set(new TextEncoder().encode(text), start);
  bytes[end - 1] = 0x0a;
  bytes.set(elements, end);
  return bytes;
}

/** Reorder elements of `itemSize` bytes from first-axis-fastest to last-axis-fastest. */
function fortranToC(bytes: Uint8Array, shape: readonly number[], itemSize: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const fortranStrides = stridesOf([...shape].reverse()).reverse();
  const index = new Array<number>(shape.length).fill(0);
  for (let target = 0; target < bytes.length; target += itemSize) {
    let source = 0;
    for (const [axis, stride] of fortranStrides.entries()) source += (index[axis] ?? 0) * stride;
    source *= itemSize;
    for (let byte = 0; byte < itemSize; byte++) out[target + byte] = bytes[source + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next === shape[axis] ? 0 : next;
      if (index[axis] !== 0) break;
    }
  }
  return out;
}

/** Halves as float32; every half is exact, NaN stays NaN. */
function halvesToFloat32(bytes: Uint8Array, shape: readonly number[], order: ByteOrder): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = Float32Array.from({ length: bytes.length / 2 }, (_, index) =>
    halfToNumber(view.getUint16(2 * index, order === "little")),
  );
  return { dtype: "float32", shape, data };
}

function requireTruthValues(bytes: Uint8Array, start: number, source: string): void {
  const wrong = bytes.subarray(start).findIndex((value) => value > 1);
  if (wrong >= 0) {
    throw new FormatError(`${source}, byte ${start + wrong}`, "NPY bool is neither 0 nor 1", {
      got: bytes[start + wrong] ?? 0,
    });
  }
}
