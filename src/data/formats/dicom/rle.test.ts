import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { decodeRle } from "./rle.js";

/** By hand after PS3.5 annex G: a header of 64 bytes with the offsets of the segments, then the segments. */
const frame = (...segments: readonly (readonly number[])[]): Uint8Array => {
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, segments.length, true);
  let at = 64;
  for (const [index, segment] of segments.entries()) {
    view.setUint32(4 + 4 * index, at, true);
    at += segment.length;
  }
  return Uint8Array.of(...header, ...segments.flat());
};

const message = (bytes: Uint8Array, pixels = 4, channels = 1, size = 1): string => {
  try {
    decodeRle(bytes, pixels, channels, size, "a");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
};

describe("decodeRle", () => {
  it("copies, repeats and skips", () => {
    // 1 copies two bytes, 128 does nothing, 255 repeats twice; a byte of padding follows.
    expect(decodeRle(frame([1, 7, 8, 128, 255, 9, 0]), 4, 1, 1, "a")).toEqual(
      Uint8Array.of(7, 8, 9, 9),
    );
  });

  it("puts the highest byte, which comes first, last, and channels after each other", () => {
    expect(decodeRle(frame([1, 1, 2], [1, 3, 4]), 2, 1, 2, "a")).toEqual(Uint8Array.of(3, 1, 4, 2));
    expect(decodeRle(frame([1, 1, 2], [1, 3, 4], [1, 5, 6]), 2, 3, 1, "a")).toEqual(
      Uint8Array.of(1, 2, 3, 4, 5, 6),
    );
  });

  it("says what is wrong and at which byte of the frame", () => {
    const whole = frame([3, 1, 2, 3, 4]);
    expect(message(whole)).toBe("no error");
    expect(message(whole.subarray(0, 63))).toBe(
      "a, byte 63: frame ends inside the RLE header: expected 64, got 63",
    );
    expect(message(whole, 4, 3)).toBe(
      "a, byte 0: another number of RLE segments: expected 3, got 1",
    );
    expect(message(Uint8Array.from(whole).fill(9, 4, 5))).toBe(
      "a, byte 4: RLE segment outside the frame: expected 64 to 69, got 9",
    );
    expect(message(whole.subarray(0, 68))).toBe(
      "a, byte 64: RLE segment ends before its last pixel",
    );
    expect(message(whole, 5)).toBe("a, byte 69: RLE segment ends before its last pixel");
    expect(message(frame([253, 1, 254, 2]), 5)).toBe(
      "a, byte 66: RLE segment runs over its last pixel",
    );
    expect(message(whole, 65535 * 65535)).toBe(
      "a: RLE frame is too short for its picture: expected 4294836225, got 69",
    );
  });
});
