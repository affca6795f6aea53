import { FormatError } from "../../../base/errors.js";
import type { ByteOrder } from "../elements.js";

/** One field of a directory; its values start at byte `at` of the file. */
interface TiffField {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** The first directory of a TIFF file: what its tags say of a picture. */
export interface TiffDirectory {
  readonly bytes: Uint8Array;
  readonly order: ByteOrder;
  readonly fields: ReadonlyMap<number, TiffField>;
  /** Where the offset of the next directory stands. */
  readonly end: number;
  readonly widths: TiffWidths;
  /** File, for messages. */
  readonly source: string;
}

/** Where classic TIFF and BigTIFF differ: bytes of an offset, of a count of fields, and of a field. */
interface TiffWidths {
  readonly offset: 4 | 8;
  readonly fieldCount: 2 | 8;
  readonly field: 12 | 20;
}

const classic: TiffWidths = { offset: 4, fieldCount: 2, field: 12 };
const big: TiffWidths = { offset: 8, fieldCount: 8, field: 20 };

/** Bytes of a value by type: BYTE, ASCII, SHORT, LONG, …, of BigTIFF LONG8, SLONG8, IFD8. */
const bytesOfType: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [13, 4],
  [16, 8],
  [17, 8],
  [18, 8],
]);

/**
 * Types of whole numbers: BYTE, SHORT, LONG, LONG8, and those with sign, which some cameras write instead. A value below
 * 0 is read as one that is too large for anything, and refused as that.
 */
const wholeTypes: readonly number[] = [1, 3, 4, 6, 8, 9, 16, 17];

/**
 * The header and the first directory of a TIFF file, classic or BigTIFF, little- or big-endian. EXIF is written so,
 * too. Fields of unknown types are kept; only reading one is an error.
 * @throws FormatError with `source` and byte offset: bad magic, file that ends early, tag twice.
 * @source TIFF 6.0, section 2; BigTIFF design, libtiff.
 */
export function readTiffDirectory(bytes: Uint8Array, source: string): TiffDirectory {
  const mark = String.fromCharCode(...bytes.subarray(0, 2));
  if (mark !== "II" && mark !== "MM") {
    throw new FormatError(`${source}, byte 0`, "not a TIFF file: wrong byte order mark", {
      expected: ["II", "MM"],
      got: [...bytes.subarray(0, 2)],
    });
  }
  const order = mark === "II" ? "little" : "big";
  const magic = readWhole(bytes, 2, 2, order, source);
  if (magic !== 42 && magic !== 43) {
    throw new FormatError(`${source}, byte 2`, "not a TIFF file: wrong magic number", {
      expected: ["42 TIFF", "43 BigTIFF"],
      got: magic,
    });
  }
  const widths = magic === 42 ? classic : big;
  if (magic === 43) requireLongOffsets(bytes, order, source);
  const start = readWhole(bytes, magic === 42 ? 4 : 8, widths.offset, order, source);
  const count = readWhole(bytes, start, widths.fieldCount, order, source);
  const fields = new Map<number, TiffField>();
  let at = start + widths.fieldCount;
  const end = at + count * widths.field;
  requireBytes(bytes, end, "TIFF ends inside its directory", source);
  for (; at < end; at += widths.field) {
    const tag = readWhole(bytes, at, 2, order, source);
    if (fields.has(tag)) throw new FormatError(`${source}, byte ${at}`, `TIFF tag ${tag} twice`);
    fields.set(tag, readField(bytes, at, widths, order, source));
  }
  return { bytes, order, fields, end, widths, source };
}

/** BigTIFF says how long its offsets are: 8 bytes, and then 0. */
function requireLongOffsets(bytes: Uint8Array, order: ByteOrder, source: string): void {
  const got = [readWhole(bytes, 4, 2, order, source), readWhole(bytes, 6, 2, order, source)];
  if (got[0] !== 8 || got[1] !== 0) {
    throw new FormatError(`${source}, byte 4`, "unknown length of BigTIFF offsets", {
      expected: [8, 0],
      got,
    });
  }
}

/** Offset of the directory of the next picture; 0 where there is none. */
export function nextTiffDirectory({ bytes, end, widths, order, source }: TiffDirectory): number {
  return readWhole(bytes, end, widths.offset, order, source);
}

/** The field at `at`. Values that fit the room of an offset stand there, others where the offset says. */
function readField(
  bytes: Uint8Array,
  at: number,
  widths: TiffWidths,
  order: ByteOrder,
  source: string,
): TiffField {
  const type = readWhole(bytes, at + 2, 2, order, source);
  const count = readWhole(bytes, at + 4, widths.offset, order, source);
  const valueAt = at + 4 + widths.offset;
  const size = count * (bytesOfType.get(type) ?? 1);
  if (size <= widths.offset) return { type, count, at: valueAt };
  return { type, count, at: readWhole(bytes, valueAt, widths.offset, order, source) };
}

/**
 * The whole numbers of the field `tag`; undefined where the directory has no such field.
 * @throws FormatError with tag and byte offset: values of another type, or outside the file.
 */
export function tiffNumbers(
  { bytes, order, fields, source }: TiffDirectory,
  tag: number,
): number[] | undefined {
  const field = fields.get(tag);
  if (field === undefined) return undefined;
  const where = `${source}, tag ${tag}`;
  const size = bytesOfType.get(field.type) ?? 0;
  if (!wholeTypes.includes(field.type)) {
    throw new FormatError(where, "type of a TIFF field is not one of whole numbers", {
      expected: wholeTypes,
      got: field.type,
    });
  }
  requireBytes(
    bytes,
    field.at + size * field.count,
    "TIFF ends inside the values of a field",
    where,
  );
  return Array.from({ length: field.count }, (_, index) =>
    readWhole(bytes, field.at + index * size, size, order, source),
  );
}

/** Exact below 2⁵³, and no file is longer. */
function readWhole(
  bytes: Uint8Array,
  at: number,
  size: number,
  order: ByteOrder,
  source: string,
): number {
  requireBytes(bytes, at + size, "TIFF ends inside its directory", source);
  let value = 0;
  for (let index = 0; index < size; index++) {
    value = value * 256 + (bytes[order === "big" ? at + index : at + size - 1 - index] ?? 0);
  }
  return value;
}

function requireBytes(bytes: Uint8Array, length: number, what: string, where: string): void {
  if (length > bytes.length) {
    throw new FormatError(`${where}, byte ${bytes.length}`, what, {
      expected: length,
      got: bytes.length,
    });
  }
}
