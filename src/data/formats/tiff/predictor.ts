import type { ByteOrder } from "../elements.js";
import { hostByteOrder, reverseElements } from "../elements.js";
import type { SampleWords } from "../picture/planes.js";
import { wordsOver } from "../picture/planes.js";

/** How samples were changed before they were packed: not, to differences, or to differences of the bytes of floats. */
export type TiffPredictor = "none" | "horizontal" | "float";

/** Of one strip or tile: rows of `width` pixels with `step` samples of `size` bytes each, side by side. */
export interface TiffSampleFacts {
  readonly width: number;
  readonly step: number;
  readonly size: 1 | 2 | 4;
  readonly order: ByteOrder;
  readonly predictor: TiffPredictor;
}

/** The samples of an unpacked strip or tile. `bytes` are not changed. */
export function samplesOfTiff(bytes: Uint8Array, facts: TiffSampleFacts): SampleWords {
  const { width, step, size, order, predictor } = facts;
  // Not bytes.slice: a Buffer would share its memory, and it may be unaligned.
  const owned = new Uint8Array(bytes.length);
  if (predictor === "float") {
    undoFloatDifferences(bytes, owned, width, step);
    return wordsOver(owned.buffer, size);
  }
  owned.set(bytes);
  if (order !== hostByteOrder()) reverseElements(owned, size);
  const words = wordsOver(owned.buffer, size);
  if (predictor === "horizontal") undoDifferences(words, width * step, step);
  return words;
}

/** Each sample was the difference to the one a pixel to the left, modulo its range. @source TIFF 6.0, section 14. */
function undoDifferences(words: SampleWords, rowLength: number, step: number): void {
  for (let row = 0; row < words.length; row += rowLength) {
    for (let at = row + step; at < row + rowLength; at++) {
      words[at] = (words[at] ?? 0) + (words[at - step] ?? 0);
    }
  }
}

/**
 * Each row holds the highest bytes of all its floats, then the next lower ones, and so on, whatever the byte order of
 * the file; and each byte is the difference to the one `step` bytes to the left. Into `to`, in the order of this machine.
 * @source Adobe Photoshop TIFF Technical Note 3.
 */
function undoFloatDifferences(
  bytes: Uint8Array,
  to: Uint8Array,
  width: number,
  step: number,
): void {
  const count = width * step;
  const row = new Uint8Array(4 * count);
  const isLittle = hostByteOrder() === "little";
  for (let start = 0; start < bytes.length; start += row.length) {
    row.set(bytes.subarray(start, start + row.length));
    for (let at = step; at < row.length; at++) row[at] = (row[at] ?? 0) + (row[at - step] ?? 0);
    for (let index = 0; index < count; index++) {
      for (let byte = 0; byte < 4; byte++) {
        const place = isLittle ? 3 - byte : byte;
        to[start + 4 * index + place] = row[byte * count + index] ?? 0;
      }
    }
  }
}
