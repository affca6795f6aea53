import { FormatError } from "../../../base/errors.js";

const clearCode = 256;
const endCode = 257;
const firstCode = 258;
/** Codes have 12 bits at most. */
const codeCount = 4096;

/**
 * No packed byte gives more on average: after a clear code the n-th code gives at most n bytes, and the 3838 codes that
 * the table has room for take 9 to 12 bits each, 5406 bytes in all: 1363 to one.
 */
export const lzwRatio = 1400;

/**
 * The `size` bytes of TIFF's LZW: codes of 9 to 12 bits, highest bit first, one bit more as soon as the table holds
 * 2ⁿ − 1 codes ("early change"). Each string of the table already stands in the output, so the table holds places.
 * @throws FormatError for codes that the table does not have, a table that overflows, a stream that ends early or
 * holds more, and the reversed bits of writers before TIFF 6.0.
 * @source TIFF 6.0, section 13.
 */
export function unpackLzw(packed: Uint8Array, size: number, where: string): Uint8Array {
  if (packed[0] === 0 && ((packed[1] ?? 0) & 1) === 1) {
    throw new FormatError(where, "LZW with reversed bits, from before TIFF 6.0, is not supported", {
      advice: "Save the picture again with another program.",
    });
  }
  const unpacked = new Uint8Array(size);
  const places = new Uint32Array(codeCount);
  const lengths = new Uint32Array(codeCount);
  let next = firstCode;
  let width = 9;
  // The string of the code before; none after a clear code.
  let place = 0;
  let length = 0;
  let to = 0;
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  while (to < size) {
    while (bitCount < width && at < packed.length) {
      bits = ((bits & 0xfff) << 8) | (packed[at++] ?? 0);
      bitCount += 8;
    }
    bitCount -= width;
    const code = bitCount < 0 ? endCode : (bits >>> bitCount) & ((1 << width) - 1);
    if (code === endCode) {
      throw new FormatError(where, "LZW samples end early", { expected: size, got: to });
    }
    if (code === clearCode) {
      next = firstCode;
      width = 9;
      length = 0;
      continue;
    }
    const start = to;
    if (code < clearCode) {
      unpacked[to++] = code;
    } else {
      // The code that is about to be added is the string before and its first byte, which the copy comes upon.
      if (code > next || (code === next && length === 0)) {
        throw new FormatError(where, "LZW code is not in the table", {
          expected: `at most ${next}`,
          got: code,
        });
      }
      const from = code === next ? place : (places[code] ?? 0);
      const count = code === next ? length + 1 : (lengths[code] ?? 0);
      if (to + count > size) {
        throw new FormatError(where, "LZW samples are more than their strip or tile", {
          expected: size,
          got: to + count,
        });
      }
      for (let index = 0; index < count; index++) unpacked[to++] = unpacked[from + index] ?? 0;
    }
    if (length > 0) {
      if (next === codeCount) throw new FormatError(where, "LZW table overflows");
      // The string before and the first byte of this one: they stand side by side.
      places[next] = place;
      lengths[next] = length + 1;
      next++;
      if (next + 1 === 1 << width && width < 12) width++;
    }
    place = start;
    length = to - start;
  }
  return unpacked;
}
