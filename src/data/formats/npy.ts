import { FormatError } from "../../base/errors.js";
import type { ArrayDType, NdArray } from "../../base/ndarray.js";
import { sizeOf, stridesOf } from "../../base/ndarray.js";
import type { ByteOrder } from "./elements.js";
import { bytesPerElement, readElements, writeElements } from "./elements.js";
import { formatNpyHeader, parseNpyHeader } from "./npy-header.js";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const alignment = 64;

const kindOfDType = {
  bool: "b1",
  uint8: "u1",
  int8: "i1",
  uint16: "u2",
  int16: "i2",
  uint32: "u4",
  int32: "i4",
  int64: "i8",
  uint64: "u8",
  float32: "f4",
  float64: "f8",
} as const satisfies Record<ArrayDType, string>;

/**
 * Decode one NPY array, format versions 1.0, 2.0 and 3.0.
 *
 * Both byte orders; C and Fortran order (Fortran is transposed to C). Types b1, u1…u8, i1…i8, f4, f8;
 * f2 (half precision) is widened to float32, exactly. Refused by name: complex, f16, text, bytes, dates,
 * objects (pickle), structured types. The length must be exact.
 * @throws FormatError with `source` and byte offset: bad magic, unknown version, bad header, type not
 * supported, a bool that is not 0 or 1, missing or extra bytes.
 * @source NumPy, numpy.lib.format ("NPY format").
 */
export function decodeNpy(bytes: Uint8Array, source: string): NdArray {
  const start = headerStart(bytes, source);
  const headerLength = readHeaderLength(bytes, start);
  const end = start + headerLength;
  requireLength(bytes, end, source, "file ends inside the NPY header");
  const text = new TextDecoder("utf-8").decode(bytes.subarray(start, end));
  const header = parseNpyHeader(text, start, source);
  const type = parseDescr(header.descr, start, source);
  const { shape } = header;
  const itemSize = type.half ? 2 : bytesPerElement(type.dtype);
  const length = end + sizeOf(shape) * itemSize;
  requireLength(bytes, length, source, "file ends inside the NPY elements");
  if (bytes.length > length) {
    throw new FormatError(`${source}, byte ${length}`, "bytes after the last NPY element", {
      expected: length,
      got: bytes.length,
    });
  }
  const raw = header.fortranOrder
    ? fortranToC(bytes.subarray(end), shape, itemSize)
    : bytes.subarray(end);
  if (type.half) return halfToFloat32(raw, shape, type.order);
  if (type.dtype === "bool") requireTruthValues(bytes, end, source);
  return readElements(raw, 0, type.dtype, shape, type.order);
}

/**
 * Encode one array as NPY 1.0, little-endian, C order; the bytes are those of `numpy.save`.
 * @throws FormatError when the shape is so long that a version 1.0 header cannot hold it.
 */
export function encodeNpy(array: NdArray): Uint8Array {
  const prefix = bytesPerElement(array.dtype) === 1 ? "|" : "<";
  const text = formatNpyHeader(prefix + kindOfDType[array.dtype], array.shape);
  const start = magic.length + 4;
  const end = Math.ceil((start + text.length + 1) / alignment) * alignment;
  if (end - start > 0xffff) {
    throw new FormatError("encodeNpy", "shape does not fit an NPY 1.0 header", {
      got: array.shape.length,
    });
  }
  const elements = writeElements(array, "little");
  const bytes = new Uint8Array(end + elements.length).fill(0x20, 0, end);
  bytes.set([...magic, 1, 0, (end - start) & 0xff, (end - start) >> 8]);
  bytes.set(new TextEncoder().encode(text), start);
  bytes[end - 1] = 0x0a;
  bytes.set(elements, end);
  return bytes;
}

/** Offset of the header text: after magic, version and a 2-byte (1.0) or 4-byte (2.0, 3.0) length. */
function headerStart(bytes: Uint8Array, source: string): number {
  requireLength(bytes, 8, source, "file ends inside the NPY magic string");
  if (!magic.every((value, index) => bytes[index] === value)) {
    throw new FormatError(`${source}, byte 0`, "not an NPY file: wrong magic string", {
      expected: magic,
      got: [...bytes.subarray(0, magic.length)],
    });
  }
  const [major = 0, minor = 0] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    throw new FormatError(`${source}, byte 6`, "unknown NPY version", {
      expected: ["1.0", "2.0", "3.0"],
      got: `${major}.${minor}`,
    });
  }
  const start = major === 1 ? 10 : 12;
  requireLength(bytes, start, source, "file ends inside the NPY header length");
  return start;
}

function readHeaderLength(bytes: Uint8Array, start: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
}

interface ElementType {
  readonly dtype: ArrayDType;
  readonly half: boolean;
  readonly order: ByteOrder;
}

function parseDescr(descr: string, at: number, source: string): ElementType {
  const order = descr.startsWith(">") ? "big" : "little";
  const kind = descr.slice(1);
  if (/^[<>]f2$/.test(descr)) return { dtype: "float32", half: true, order };
  for (const dtype of Object.keys(kindOfDType) as ArrayDType[]) {
    const single = bytesPerElement(dtype) === 1;
    if (kindOfDType[dtype] === kind && (single ? /^[|<>]/ : /^[<>]/).test(descr)) {
      return { dtype, half: false, order };
    }
  }
  throw new FormatError(`${source}, byte ${at}`, "NPY element type is not supported", {
    got: descr,
    supported: [...Object.values(kindOfDType), "f2"],
    advice: "Save the array as a plain number type with astype.",
  });
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

/** IEEE 754 binary16 to float32; every half is exact, NaN stays NaN. */
function halfToFloat32(bytes: Uint8Array, shape: readonly number[], order: ByteOrder): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = Float32Array.from({ length: bytes.length / 2 }, (_, index) => {
    const bits = view.getUint16(2 * index, order === "little");
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const sign = bits >> 15 === 1 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
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

function requireLength(bytes: Uint8Array, length: number, source: string, what: string): void {
  if (bytes.length < length) {
    throw new FormatError(`${source}, byte ${bytes.length}`, what, {
      expected: length,
      got: bytes.length,
    });
  }
}
