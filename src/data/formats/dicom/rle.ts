import { FormatError } from "../../../base/errors.js";

const headerLength = 64;

/** No more than this many bytes come out of one byte: two bytes make a run of 128. */
const largestRatio = 64;

/**
 * Unpack one RLE frame of `pixels` pixels: one segment for each byte of each channel, highest byte first.
 * The result is planar and little endian. A segment may have bytes after its last pixel (padding).
 * @throws FormatError with `where` and byte offset in the frame: damaged header, another number of segments,
 * segment that ends early or runs over.
 * @source DICOM PS3.5 annex G.
 */
export function decodeRle(
  frame: Uint8Array,
  pixels: number,
  channels: number,
  bytesPerSample: number,
  where: string,
): Uint8Array {
  const segments = channels * bytesPerSample;
  const offsets = readOffsets(frame, segments, where);
  if (pixels > largestRatio * frame.length) {
    throw new FormatError(where, "RLE frame is too short for its picture", {
      expected: pixels,
      got: frame.length,
    });
  }
  const out = new Uint8Array(pixels * segments);
  for (const [segment, start] of offsets.entries()) {
    const channel = Math.floor(segment / bytesPerSample);
    const place = bytesPerSample - 1 - (segment % bytesPerSample);
    const end = offsets[segment + 1] ?? frame.length;
    const packed = { bytes: frame, start, end };
    const target = { out, start: channel * pixels * bytesPerSample + place, step: bytesPerSample };
    unpackSegment(packed, target, pixels, where);
  }
  return out;
}

function readOffsets(frame: Uint8Array, segments: number, where: string): number[] {
  if (frame.length < headerLength) {
    throw new FormatError(`${where}, byte ${frame.length}`, "frame ends inside the RLE header", {
      expected: headerLength,
      got: frame.length,
    });
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = view.getUint32(0, true);
  if (count !== segments) {
    throw new FormatError(`${where}, byte 0`, "another number of RLE segments", {
      expected: segments,
      got: count,
    });
  }
  const offsets = Array.from({ length: count }, (_, index) => view.getUint32(4 + 4 * index, true));
  let previous = headerLength;
  for (const [index, offset] of offsets.entries()) {
    if (offset < previous || offset > frame.length) {
      throw new FormatError(`${where}, byte ${4 + 4 * index}`, "RLE segment outside the frame", {
        expected: `${previous} to ${frame.length}`,
        got: offset,
      });
    }
    previous = offset;
  }
  return offsets;
}

/** PackBits: n < 128 copies n + 1 bytes, n > 128 repeats the next byte 257 − n times, 128 does nothing. */
function unpackSegment(
  packed: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  target: { readonly out: Uint8Array; readonly start: number; readonly step: number },
  pixels: number,
  where: string,
): void {
  const { bytes, end } = packed;
  const { out, step } = target;
  let from = packed.start;
  let to = target.start;
  const stop = target.start + pixels * step;
  while (to < stop) {
    const code = from < end ? (bytes[from] ?? 0) : -1;
    const run = code > 128;
    const count = run ? 257 - code : code === 128 ? 0 : code + 1;
    const needed = 1 + (run ? 1 : count);
    if (code < 0 || from + needed > end) {
      throw new FormatError(`${where}, byte ${from}`, "RLE segment ends before its last pixel");
    }
    if (to + count * step > stop) {
      throw new FormatError(`${where}, byte ${from}`, "RLE segment runs over its last pixel");
    }
    // Loops of their own, four bytes at a time, for these take nearly all of the time.
    const past = to + count * step;
    const past4 = past - 3 * step;
    if (run) {
      const value = bytes[from + 1] ?? 0;
      for (; to < past4; to += 4 * step) {
        out[to] = value;
        out[to + step] = value;
        out[to + 2 * step] = value;
        out[to + 3 * step] = value;
      }
      for (; to < past; to += step) out[to] = value;
    } else {
      let at = from + 1;
      for (; to < past4; to += 4 * step, at += 4) {
        out[to] = bytes[at] ?? 0;
        out[to + step] = bytes[at + 1] ?? 0;
        out[to + 2 * step] = bytes[at + 2] ?? 0;
        out[to + 3 * step] = bytes[at + 3] ?? 0;
      }
      for (; to < past; to += step, at++) out[to] = bytes[at] ?? 0;
    }
    from += needed;
  }
}
