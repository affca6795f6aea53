import { inflateSync } from "node:zlib";
import { FormatError } from "../../base/errors.js";

/** The most bytes that one byte of a deflate stream gives: 258 for a match of two bits. */
export const deflateRatio = 1032;

/**
 * The `size` bytes that a zlib stream (RFC 1950) holds, its Adler-32 verified. No more memory than `size` is taken;
 * bytes after the stream are not looked at.
 *
 * By Node's zlib and not by fflate, which is used elsewhere: about four times as fast, and fflate does not verify.
 * @throws FormatError for a damaged stream, or one that holds more or less.
 */
export function inflateZlib(packed: Uint8Array, size: number, where: string): Uint8Array {
  let unpacked: Uint8Array;
  try {
    // One piece that is never full, so that zlib neither takes a second one nor copies.
    unpacked = inflateSync(packed, { maxOutputLength: size, chunkSize: size + 64 });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE") {
      throw new FormatError(where, "zlib stream holds more than its picture", { expected: size });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(where, "damaged zlib stream", { reason });
  }
  if (unpacked.length !== size) {
    throw new FormatError(where, "zlib stream holds less than its picture", {
      expected: size,
      got: unpacked.length,
    });
  }
  return unpacked;
}
