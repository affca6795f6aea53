import { inflateRawSync } from "node:zlib";
import { FormatError } from "../../base/errors.js";
import { crc32 } from "./crc32.js";
import { deflateRatio } from "./inflate-zlib.js";

/** One member of a ZIP archive, unpacked and checked against its CRC-32. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the directory says of a member; offsets are of the file, in bytes. */
export interface ZipEntry {
  readonly name: string;
  /** Packed by: 0 not at all (stored), 8 deflate. Others are refused. */
  readonly method: 0 | 8;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Of the local record, after which the packed bytes follow. */
  readonly local: number;
  /** Of the record in the directory, for messages. */
  readonly central: number;
}

/** Where the directory of an archive is: [start, end), and how many members it lists. */
export interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const end64Length = 56;
const locator64Length = 20;
const centralLength = 46;
const size64Tag = 1;

/** Bytes of a local record before its name. */
export const localLength = 30;

/** This many bytes at the end of a file hold its end records, whatever the comment. */
export const zipTailLength = end64Length + locator64Length + endLength + 0xffff;

/**
 * All members of a ZIP archive in the order of its central directory. Stored and deflated members; the
 * size and CRC-32 of each are verified. ZIP64 records are read.
 *
 * A member takes no more memory than the directory declares, and no more is declared than its packed bytes can hold.
 * zlib inflates; fflate's `unzipSync` verifies no CRC and lets the last of two equal names win, so the directory is
 * read here.
 * @throws FormatError with `source` and byte offset: no or damaged directory, bytes after the archive,
 * encrypted member, other compression, name twice, size or CRC-32 that differ, a size that the packed bytes cannot have.
 * @source PKWARE APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.
 */
export function readZipMembers(bytes: Uint8Array, source: string): ZipMember[] {
  const directory = findZipDirectory(bytes, 0, source);
  const entries = parseZipDirectory(bytes, 0, directory, source);
  return entries.map((entry) => ({
    name: entry.name,
    bytes: readMember(bytes, entry, directory.start, source),
  }));
}

/**
 * The place of the directory, from the last bytes of a file: `tail` starts at byte `base` of it. The end record
 * must close the file exactly (its comment included).
 */
export function findZipDirectory(tail: Uint8Array, base: number, source: string): ZipDirectory {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const lowest = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let at = view.byteLength - endLength; at >= lowest; at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    if (at + endLength + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    // Writers add the ZIP64 record from 2 GiB on, where its numbers still fit the old one.
    const locator = at - locator64Length;
    const has64 = locator >= 0 && view.getUint32(locator, true) === locator64Signature;
    if (has64 || count === 0xffff || start === 0xffffffff) {
      return findZip64(view, base, at, source);
    }
    return { start, end: base + at, count };
  }
  throw new FormatError(
    `${source}, byte ${base + view.byteLength}`,
    "not a ZIP archive, or cut off: no end record",
  );
}

/** As {@link findZipDirectory} where the end record at `end` of the view points to a ZIP64 one. */
function findZip64(view: DataView, base: number, end: number, source: string): ZipDirectory {
  const locator = end - locator64Length;
  const at = locator < 0 ? -1 : readUint64(view, locator + 8) - base;
  const whole =
    locator >= 0 &&
    view.getUint32(locator, true) === locator64Signature &&
    at >= 0 &&
    at + end64Length <= locator &&
    view.getUint32(at, true) === end64Signature;
  if (!whole) throw new FormatError(`${source}, byte ${base + end}`, "damaged ZIP64 end record");
  return { start: readUint64(view, at + 48), end: base + at, count: readUint64(view, at + 32) };
}

/**
 * The entries of a directory; `bytes` starts at byte `base` of the file, at or before the directory's start.
 * @throws FormatError as {@link readZipMembers}.
 */
export function parseZipDirectory(
  bytes: Uint8Array,
  base: number,
  { start, end, count }: ZipDirectory,
  source: string,
): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = start;
  for (let index = 0; index < count; index++) {
    requireRecord(view, at - base, base, centralLength, centralSignature, end, source);
    const nameLength = view.getUint16(at - base + 28, true);
    const nameAt = at - base + centralLength;
    const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameLength));
    if (names.has(name)) {
      throw new FormatError(`${source}, byte ${at}`, "ZIP member name twice", { got: name });
    }
    names.add(name);
    const extraLength = view.getUint16(at - base + 30, true);
    const extra = bytes.subarray(nameAt + nameLength, nameAt + nameLength + extraLength);
    entries.push(parseEntry(view, at - base, base, name, extra, source));
    at += centralLength + nameLength + extraLength + view.getUint16(at - base + 32, true);
  }
  if (at !== end) {
    throw new FormatError(`${source}, byte ${at}`, "ZIP directory does not end where it says", {
      expected: end,
      got: at,
    });
  }
  return entries;
}

function parseEntry(
  view: DataView,
  at: number,
  base: number,
  name: string,
  extra: Uint8Array,
  source: string,
): ZipEntry {
  const where = `${source}, member "${name}", byte ${base + at}`;
  const method = view.getUint16(at + 10, true);
  if ((view.getUint16(at + 8, true) & 1) === 1) {
    throw new FormatError(where, "encrypted ZIP member");
  }
  if (method !== 0 && method !== 8) {
    throw new FormatError(where, "ZIP compression is not supported", {
      expected: ["0 stored", "8 deflated"],
      got: method,
    });
  }
  // In this order the ZIP64 field has those that do not fit their 32 bits.
  const [size = 0, packedSize = 0, local = 0] = widen(
    [24, 20, 42].map((offset) => view.getUint32(at + offset, true)),
    extra,
    where,
  );
  return {
    name,
    method,
    packedSize,
    size,
    crc: view.getUint32(at + 16, true),
    local,
    central: base + at,
  };
}

/** `values` with each 2³² − 1 replaced by the next number of the ZIP64 extra field. */
function widen(values: readonly number[], extra: Uint8Array, where: string): number[] {
  if (!values.includes(0xffffffff)) return [...values];
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  let at = 0;
  while (at + 4 <= extra.length && view.getUint16(at, true) !== size64Tag) {
    at += 4 + view.getUint16(at + 2, true);
  }
  let next = at + 4;
  const fieldEnd = next > extra.length ? 0 : next + view.getUint16(at + 2, true);
  return values.map((value) => {
    if (value !== 0xffffffff) return value;
    if (next + 8 > Math.min(fieldEnd, extra.length)) {
      throw new FormatError(where, "ZIP64 size or offset is missing");
    }
    next += 8;
    return readUint64(view, next - 8);
  });
}

/** Exact below 2⁵³, and no file is longer. */
function readUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/**
 * Offset of the packed bytes of `entry`, whose local record is `record` ({@link localLength} bytes).
 * @throws FormatError where the record is none, or the bytes reach into the directory at `directory`.
 */
export function packedStart(
  record: Uint8Array,
  entry: ZipEntry,
  directory: number,
  source: string,
): number {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  requireRecord(view, 0, entry.local, localLength, localSignature, directory, source);
  const start = entry.local + localLength + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.packedSize > directory) {
    throw new FormatError(whereOf(entry, source), "ZIP member reaches into the directory", {
      expected: directory,
      got: start + entry.packedSize,
    });
  }
  return start;
}

/** @throws FormatError where the unpacked bytes are not those that were packed. */
export function checkUnpacked(entry: ZipEntry, size: number, crc: number, source: string): void {
  if (size !== entry.size) {
    throw new FormatError(whereOf(entry, source), "ZIP member size differs", {
      expected: entry.size,
      got: size,
    });
  }
  if (crc !== entry.crc) {
    throw new FormatError(whereOf(entry, source), "ZIP member CRC-32 differs", {
      expected: entry.crc,
      got: crc,
    });
  }
}

/** File, member and byte, for messages. */
export function whereOf(entry: ZipEntry, source: string): string {
  return `${source}, member "${entry.name}", byte ${entry.central}`;
}

function readMember(
  bytes: Uint8Array,
  entry: ZipEntry,
  directory: number,
  source: string,
): Uint8Array {
  const record = bytes.subarray(entry.local, entry.local + localLength);
  const start = packedStart(record, entry, directory, source);
  const packed = bytes.subarray(start, start + entry.packedSize);
  const unpacked = entry.method === 0 ? packed : inflate(packed, entry, source);
  checkUnpacked(entry, unpacked.length, crc32(unpacked), source);
  return unpacked;
}

/** @throws FormatError for a size that the packed bytes cannot have. */
export function requirePlausible(entry: ZipEntry, source: string): void {
  const most = entry.packedSize * (entry.method === 0 ? 1 : deflateRatio);
  if (entry.size <= most) return;
  throw new FormatError(
    whereOf(entry, source),
    "ZIP member is larger than its packed bytes can hold",
    { expected: `at most ${most}`, got: entry.size },
  );
}

function inflate(packed: Uint8Array, entry: ZipEntry, source: string): Uint8Array {
  const { size } = entry;
  requirePlausible(entry, source);
  try {
    // One piece that is never full, so that zlib neither takes a second one nor copies.
    const options = { maxOutputLength: Math.max(1, size), chunkSize: size + 64 };
    const { buffer, byteOffset, length } = inflateRawSync(packed, options);
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE") {
      throw new FormatError(whereOf(entry, source), "ZIP member holds more than its size", {
        expected: size,
      });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(whereOf(entry, source), "damaged deflate stream", { reason });
  }
}

/** A record at `at` of the view, which starts at byte `base` of the file; it must end before `end`. */
function requireRecord(
  view: DataView,
  at: number,
  base: number,
  length: number,
  signature: number,
  end: number,
  source: string,
): void {
  const outside = at < 0 || base + at + length > end || at + length > view.byteLength;
  if (outside || view.getUint32(at, true) !== signature) {
    throw new FormatError(`${source}, byte ${base + at}`, "damaged ZIP record");
  }
}
