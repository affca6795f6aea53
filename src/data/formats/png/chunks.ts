import { FormatError } from "../../../base/errors.js";
import { crc32 } from "../crc32.js";

/** The first bytes of every PNG file. */
export const pngMagic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** One chunk of a PNG file; its data are [start, end) of the file. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Chunks without which a picture cannot be read: the first letter of their names is a capital. */
const criticalTypes: readonly string[] = ["IHDR", "PLTE", "IDAT", "IEND"];

/**
 * The chunks of a PNG file in their order, IHDR first and IEND last. Bytes after IEND are no part of the picture and
 * are not looked at.
 *
 * The CRC-32 of every chunk is verified but that of IDAT, whose data have a checksum of their own (Adler-32).
 * @throws FormatError with `source` and byte offset: bad magic, file that ends early, chunk name that is none, wrong
 * CRC-32, a critical chunk that PNG 1.2 does not know, IHDR not first, IHDR or PLTE twice, IDAT missing or apart, an
 * animation.
 * @source W3C Portable Network Graphics (PNG) Specification, Third Edition, sections 5 and 11.
 */
export function readPngChunks(bytes: Uint8Array, source: string): PngChunk[] {
  if (!pngMagic.every((value, index) => bytes[index] === value)) {
    throw new FormatError(`${source}, byte 0`, "not a PNG file: wrong magic number", {
      expected: pngMagic,
      got: [...bytes.subarray(0, pngMagic.length)],
    });
  }
  const chunks: PngChunk[] = [];
  const seen = new Set<string>();
  let at: number = pngMagic.length;
  while (!seen.has("IEND")) {
    const chunk = readChunk(bytes, at, source);
    requireItsPlace(chunk, seen, chunks.at(-1)?.type, source);
    chunks.push(chunk);
    seen.add(chunk.type);
    at = chunk.end + 4;
  }
  if (!seen.has("IDAT")) {
    throw new FormatError(`${source}, byte ${at}`, "PNG without picture data (IDAT)");
  }
  return chunks;
}

/** The chunk whose length field is at `at`: length, name, data, CRC-32. */
function readChunk(bytes: Uint8Array, at: number, source: string): PngChunk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 8 > bytes.length) {
    throw new FormatError(`${source}, byte ${bytes.length}`, "PNG ends before its IEND chunk");
  }
  const start = at + 8;
  const end = start + view.getUint32(at);
  const type = String.fromCharCode(...bytes.subarray(at + 4, start));
  if (!/^[A-Za-z]{4}$/.test(type)) {
    throw new FormatError(`${source}, byte ${at + 4}`, "PNG chunk name is not four letters", {
      got: [...bytes.subarray(at + 4, start)],
    });
  }
  if (end + 4 > bytes.length) {
    throw new FormatError(`${source}, byte ${bytes.length}`, `PNG ends inside its ${type} chunk`, {
      expected: end + 4,
      got: bytes.length,
    });
  }
  if (type !== "IDAT") {
    const crc = crc32(bytes.subarray(at + 4, end));
    if (crc !== view.getUint32(end)) {
      throw new FormatError(`${source}, byte ${end}`, `CRC-32 of PNG chunk ${type} differs`, {
        expected: view.getUint32(end),
        got: crc,
      });
    }
  }
  return { type, start, end };
}

/** @throws FormatError where `chunk` may not follow chunks of the types `seen`, the last of type `before`. */
function requireItsPlace(
  { type, start }: PngChunk,
  seen: ReadonlySet<string>,
  before: string | undefined,
  source: string,
): void {
  const where = `${source}, byte ${start - 8}`;
  const isCritical = type.charCodeAt(0) < 0x61;
  if (isCritical && !criticalTypes.includes(type)) {
    throw new FormatError(where, "PNG chunk that the picture needs is not known", {
      expected: criticalTypes,
      got: type,
    });
  }
  if (type === "acTL") {
    throw new FormatError(where, "PNG is an animation, not one picture", {
      advice: "Save the picture that is meant as a file of its own.",
    });
  }
  if ((type === "IHDR") !== (before === undefined)) {
    throw new FormatError(where, "PNG chunk IHDR must come first, and once", { got: type });
  }
  if (type === "PLTE" && seen.has("PLTE")) {
    throw new FormatError(where, "PNG palette (PLTE) twice");
  }
  if (type === "IDAT" && seen.has("IDAT") && before !== "IDAT") {
    throw new FormatError(where, "PNG picture data (IDAT) are not in one piece");
  }
}
