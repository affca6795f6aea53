import { inflateSync } from "fflate";
import { FormatError } from "../../base/errors.js";

/** One member of a ZIP archive, unpacked and checked against its CRC-32. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const centralLength = 46;
const localLength = 30;

/**
 * All members of a ZIP archive in the order of its central directory. Stored and deflated members; the
 * size and CRC-32 of each are verified.
 *
 * fflate inflates, but its `unzipSync` verifies no CRC and lets the last of two equal names win, so the
 * directory is read here.
 * @throws FormatError with `source` and byte offset: no or damaged directory, bytes after the archive,
 * encrypted member, other compression, ZIP64 (over 4 GiB), name twice, size or CRC-32 that differ.
 * @source PKWARE APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
 */
export function readZipMembers(bytes: Uint8Array, source: string): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view, source);
  const count = view.getUint16(end + 10, true);
  const directory = view.getUint32(end + 16, true);
  if (count === 0xffff || directory === 0xffffffff) throw zip64(end, source);
  const members: ZipMember[] = [];
  const names = new Set<string>();
  let at = directory;
  for (let index = 0; index < count; index++) {
    requireRecord(view, at, centralLength, centralSignature, end, source);
    const nameLength = view.getUint16(at + 28, true);
    const nameAt = at + centralLength;
    const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameLength));
    if (names.has(name)) {
      throw new FormatError(`${source}, byte ${at}`, "ZIP member name twice", { got: name });
    }
    names.add(name);
    members.push({ name, bytes: readMember(view, at, name, directory, source) });
    at = nameAt + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (at !== end) {
    throw new FormatError(`${source}, byte ${at}`, "ZIP directory does not end where it says", {
      expected: end,
      got: at,
    });
  }
  return members;
}

/** Offset of the end record, which must close the file exactly (its comment included). */
function findEnd(view: DataView, source: string): number {
  const lowest = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let at = view.byteLength - endLength; at >= lowest; at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    if (at + endLength + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new FormatError(
    `${source}, byte ${view.byteLength}`,
    "not a ZIP archive, or cut off: no end record",
  );
}

function readMember(
  view: DataView,
  central: number,
  name: string,
  directory: number,
  source: string,
): Uint8Array {
  const where = `${source}, member "${name}", byte ${central}`;
  const method = view.getUint16(central + 10, true);
  const packedSize = view.getUint32(central + 20, true);
  const size = view.getUint32(central + 24, true);
  const local = view.getUint32(central + 42, true);
  if ([packedSize, size, local].includes(0xffffffff)) throw zip64(central, source);
  if ((view.getUint16(central + 8, true) & 1) === 1) {
    throw new FormatError(where, "encrypted ZIP member");
  }
  if (method !== 0 && method !== 8) {
    throw new FormatError(where, "ZIP compression is not supported", {
      expected: ["0 stored", "8 deflated"],
      got: method,
    });
  }
  requireRecord(view, local, localLength, localSignature, directory, source);
  const nameLength = view.getUint16(local + 26, true);
  const start = local + localLength + nameLength + view.getUint16(local + 28, true);
  if (start + packedSize > directory) {
    throw new FormatError(where, "ZIP member reaches into the directory", {
      expected: directory,
      got: start + packedSize,
    });
  }
  const packed = new Uint8Array(view.buffer, view.byteOffset + start, packedSize);
  const bytes = method === 0 ? packed : inflate(packed, where);
  if (bytes.length !== size) {
    throw new FormatError(where, "ZIP member size differs", { expected: size, got: bytes.length });
  }
  const expected = view.getUint32(central + 16, true);
  const got = crc32(bytes);
  if (got !== expected)
    throw new FormatError(where, "ZIP member CRC-32 differs", { expected, got });
  return bytes;
}

function inflate(packed: Uint8Array, where: string): Uint8Array {
  try {
    return inflateSync(packed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(where, "damaged deflate stream", { reason });
  }
}

function requireRecord(
  view: DataView,
  at: number,
  length: number,
  signature: number,
  end: number,
  source: string,
): void {
  if (at + length > end || view.getUint32(at, true) !== signature) {
    throw new FormatError(`${source}, byte ${at}`, "damaged ZIP record");
  }
}

function zip64(at: number, source: string): FormatError {
  return new FormatError(`${source}, byte ${at}`, "ZIP64 archive (over 4 GiB) is not supported", {
    advice: "Split the arrays over several files.",
  });
}

/** CRC-32 of ZIP, gzip and PNG (reflected polynomial edb88320), in 0..2³² − 1. */
export function crc32(bytes: Uint8Array): number {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ ((value & 1) * 0xedb88320);
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
