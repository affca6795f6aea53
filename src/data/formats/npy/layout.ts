import { FormatError } from "../../../base/errors.js";
import type { ArrayDType } from "../../../base/ndarray.js";
import type { ByteOrder } from "../elements.js";
import { bytesPerElement } from "../elements.js";
import { requireLength } from "../require-length.js";

/** The first bytes of every NPY file. */
export const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

/** Bytes of a header; those of plain types have a few hundred. */
const longestHeader = 2 ** 16;

/** NumPy's kind and size of each of our element types. */
export const kindOfDType = {
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
 * Where the header text stands, [start, end): after magic, version and a 2-byte (1.0) or 4-byte (2.0, 3.0)
 * length. The first 12 bytes of a file tell.
 * @throws FormatError with `source` and byte offset: bad magic, unknown version, too few bytes, a text of over 64 KiB.
 */
export function npyHeaderPlace(
  bytes: Uint8Array,
  source: string,
): { readonly start: number; readonly end: number } {
  requireLength(bytes, 8, source, "file ends inside the NPY magic string");
  if (!npyMagic.every((value, index) => bytes[index] === value)) {
    throw new FormatError(`${source}, byte 0`, "not an NPY file: wrong magic string", {
      expected: npyMagic,
      got: [...bytes.subarray(0, npyMagic.length)],
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader) {
    throw new FormatError(`${source}, byte 8`, "NPY header is longer than is read", {
      expected: `at most ${longestHeader}`,
      got: length,
    });
  }
  return { start, end: start + length };
}

/** How the elements of a file are written. */
export interface NpyElementType {
  /** What it is read as: float32 for a half. */
  readonly dtype: ArrayDType;
  readonly half: boolean;
  readonly order: ByteOrder;
}

/** The type that NumPy's text `descr` names. @throws FormatError for one that is not supported. */
export function npyElementType(descr: string, at: number, source: string): NpyElementType {
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
