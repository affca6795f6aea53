import { FormatError } from "../../../base/errors.js";
import { deflateRatio, inflateZlib } from "../inflate-zlib.js";
import { lzwRatio, unpackLzw } from "./lzw.js";

/** One way in which the bytes of a strip or tile are packed. */
export interface TiffPacking {
  readonly name: string;
  /** The most bytes that one packed byte gives. */
  readonly ratio: number;
  /** The `size` bytes that `packed` holds, or a FormatError. */
  readonly unpack: (packed: Uint8Array, size: number, where: string) => Uint8Array;
}

const deflate: TiffPacking = { name: "Deflate", ratio: deflateRatio, unpack: inflateZlib };

/** By the value of the tag Compression. */
export const tiffPackings: ReadonlyMap<number, TiffPacking> = new Map([
  [1, { name: "none", ratio: 1, unpack: takeStored }],
  [5, { name: "LZW", ratio: lzwRatio, unpack: unpackLzw }],
  [8, deflate],
  [32946, deflate],
  [32773, { name: "PackBits", ratio: 64, unpack: unpackBits }],
]);

/** Names of some values of Compression that are not read, for messages. */
export const refusedTiffPackings: ReadonlyMap<number, string> = new Map([
  [2, "CCITT RLE"],
  [3, "CCITT fax 3"],
  [4, "CCITT fax 4"],
  [6, "JPEG, old style"],
  [7, "JPEG"],
  [33003, "JPEG 2000"],
  [33005, "JPEG 2000"],
  [34712, "JPEG 2000"],
  [34925, "LZMA"],
  [50000, "Zstandard"],
  [50001, "WebP"],
  [50002, "JPEG XL"],
]);

function takeStored(packed: Uint8Array, size: number, where: string): Uint8Array {
  if (packed.length !== size) {
    throw new FormatError(where, "length of unpacked TIFF samples", {
      expected: size,
      got: packed.length,
    });
  }
  return packed;
}

/**
 * PackBits: a byte n, then n + 1 bytes as they are (0 to 127), one byte 257 - n times (129 to 255), or nothing (128).
 * @source TIFF 6.0, section 9.
 */
function unpackBits(packed: Uint8Array, size: number, where: string): Uint8Array {
  const unpacked = new Uint8Array(size);
  let at = 0;
  let to = 0;
  while (to < size && at < packed.length) {
    const head = packed[at++] ?? 0;
    if (head === 128) continue;
    const count = head < 128 ? head + 1 : 257 - head;
    const taken = head < 128 ? count : 1;
    if (at + taken > packed.length) break;
    if (to + count > size) {
      throw new FormatError(where, "PackBits samples are more than their strip or tile", {
        expected: size,
        got: to + count,
      });
    }
    if (head < 128) unpacked.set(packed.subarray(at, at + count), to);
    else unpacked.fill(packed[at] ?? 0, to, to + count);
    at += taken;
    to += count;
  }
  if (to < size) {
    throw new FormatError(where, "PackBits samples end early", { expected: size, got: to });
  }
  return unpacked;
}
