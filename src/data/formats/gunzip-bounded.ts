import { constants, gunzipSync } from "node:zlib";
import { FormatError } from "../../base/errors.js";

/** Packed bytes in which a header must be complete. */
const packedStart = 2 ** 14;
/** More than these can unpack to, for deflate packs 1032 to 1 at best. */
const mostStartBytes = 2 ** 25;

/**
 * The plain bytes of a file that is gzip (told by its magic 1f 8b, never by the name); other bytes come back as they
 * are. A small file cannot ask for much memory: the header, unpacked first, tells how long the whole may be.
 *
 * Several gzip members one after the other are one file; CRC-32 and length of each are verified.
 * @param mostBytes from the first plain bytes (all of a header, unless the file is cut off) the length that the whole
 * may have, below 4 GiB. Its errors pass through.
 * @throws FormatError for a damaged or truncated stream, and for one that holds more than `mostBytes`.
 */
export function gunzipBounded(
  bytes: Uint8Array,
  mostBytes: (start: Uint8Array) => number,
  source: string,
): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const start = gunzipStart(bytes, source);
  return gunzip(bytes, mostBytes(start), constants.Z_FINISH, source);
}

/**
 * The first plain bytes of a file that is gzip: what its first 16 KiB hold. Other bytes come back as they are, all of
 * them.
 * @throws FormatError for a damaged stream.
 */
export function gunzipStart(bytes: Uint8Array, source: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  return gunzip(bytes.subarray(0, packedStart), mostStartBytes, constants.Z_SYNC_FLUSH, source);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @param finishFlush `Z_SYNC_FLUSH` where the stream may end early. */
function gunzip(
  bytes: Uint8Array,
  mostBytes: number,
  finishFlush: number,
  source: string,
): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes, finishFlush, chunkSize: 2 ** 18 });
  } catch (cause) {
    if (cause instanceof RangeError && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE") {
      throw new FormatError(source, "gzip stream holds more bytes than its header declares", {
        expected: `at most ${mostBytes}`,
        advice: "The header may have fewer axes, or a narrower type, than the data.",
      });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(source, "damaged or truncated gzip stream", { reason });
  }
}
