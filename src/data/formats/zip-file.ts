import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { FormatError, UnconfoundError } from "../../base/errors.js";
import { crc32 } from "./crc32.js";
import { fileBytes, fileChunks, fileLength } from "./file-chunks.js";
import {
  checkUnpacked,
  findZipDirectory,
  localLength,
  packedStart,
  requirePlausible,
  parseZipDirectory,
  whereOf,
  zipTailLength,
  type ZipEntry,
} from "./zip-directory.js";

/** A ZIP archive on disk, of which only the directory is in memory. */
export interface ZipFile {
  readonly entries: readonly ZipEntry[];
  /**
   * The unpacked bytes of a member in chunks, each overwritten by the next; size and CRC-32 are verified when
   * the last one was taken.
   * @throws FormatError for a member that is damaged.
   */
  read(entry: ZipEntry): AsyncGenerator<Uint8Array>;
}

/**
 * Open a ZIP archive that may be larger than memory (ZIP64 too); see `readZipMembers` for what is accepted.
 * @throws FormatError for no or a damaged directory; DataError where the file cannot be read.
 */
export async function openZipFile(path: string): Promise<ZipFile> {
  const length = await fileLength(path);
  const tailAt = Math.max(0, length - zipTailLength);
  const tail = await fileBytes(path, tailAt, length);
  const directory = findZipDirectory(tail, tailAt, path);
  const { start, end } = directory;
  const records =
    start >= tailAt || start > end
      ? { bytes: tail, base: tailAt }
      : { bytes: await fileBytes(path, start, end), base: start };
  const entries = parseZipDirectory(records.bytes, records.base, directory, path);
  for (const entry of entries) requirePackedWithin(entry, start, path);
  return {
    entries,
    read: (entry) => readMember(path, entry, start),
  };
}

/** @throws FormatError for a member that has more bytes, packed or not, than the archive can hold. */
function requirePackedWithin(entry: ZipEntry, directory: number, path: string): void {
  requirePlausible(entry, path);
  if (entry.local + localLength + entry.packedSize <= directory) return;
  throw new FormatError(whereOf(entry, path), "ZIP member reaches into the directory", {
    expected: directory,
    got: entry.local + localLength + entry.packedSize,
  });
}

async function* readMember(
  path: string,
  entry: ZipEntry,
  directory: number,
): AsyncGenerator<Uint8Array> {
  const recordEnd = Math.min(entry.local + localLength, directory);
  const record = await fileBytes(path, Math.min(entry.local, recordEnd), recordEnd);
  const start = packedStart(record, entry, directory, path);
  const packed = fileChunks(path, start, start + entry.packedSize);
  let size = 0;
  let crc = 0;
  for await (const chunk of entry.method === 0 ? packed : inflate(packed, whereOf(entry, path))) {
    size += chunk.length;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  checkUnpacked(entry, size, crc, path);
}

async function* inflate(
  packed: AsyncGenerator<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 1 << 18 });
  const fed = pipeline(Readable.from(copies(packed)), inflater);
  // Awaited below, unless the reader leaves early.
  fed.catch(() => undefined);
  try {
    for await (const chunk of inflater) yield chunk as Uint8Array;
    await fed;
  } catch (cause) {
    if (cause instanceof UnconfoundError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(where, "damaged deflate stream", { reason });
  }
}

/** A stream holds several chunks at a time, so none may be overwritten. */
async function* copies(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield chunk.slice();
}
