import { hostByteOrder, reverseElements } from "../elements.js";
import type { PngHeader } from "./header.js";
import { spreadPixels } from "../picture/spread-pixels.js";

/** A part of a PNG picture that is stored on its own: every `stepX`-th column and `stepY`-th row. */
export interface PngPass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of a row without its filter byte. */
  readonly rowBytes: number;
}

/** First column, first row, step in x, step in y of the seven passes of Adam7. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * The passes of a picture in the order of the file: one, or seven where it is interlaced, without those that have no
 * pixels.
 * @source W3C PNG Specification, Third Edition, section 8.
 */
export function pngPasses(header: PngHeader): PngPass[] {
  const places = header.interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  return places
    .map(([x, y, stepX, stepY]) => {
      const width = Math.ceil((header.width - x) / stepX);
      const height = Math.ceil((header.height - y) / stepY);
      const rowBytes = Math.ceil((width * header.channels * header.depth) / 8);
      return { x, y, stepX, stepY, width, height, rowBytes };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** Bytes of all rows of all passes with their filter bytes. */
export function pngPackedSize(passes: readonly PngPass[]): number {
  return passes.reduce((sum, { height, rowBytes }) => sum + height * (rowBytes + 1), 0);
}

/**
 * Put the samples of one pass, whose rows start at `start` of `bytes` with filters undone, into `words`
 * ([channels, height, width] of the whole picture). Samples stay as stored: 4 bits give 0..15.
 */
export function placePngPass(
  bytes: Uint8Array,
  start: number,
  pass: PngPass,
  header: PngHeader,
  words: Uint8Array | Uint16Array,
): void {
  const { channels, depth, width, height } = header;
  if (depth === 16 && channels === 1 && !header.interlaced) {
    placeGreyPairs(bytes, start, pass, words);
    return;
  }
  const pairs = new Uint16Array(depth === 16 ? pass.rowBytes / 2 : 0);
  for (let index = 0; index < pass.height; index++) {
    const at = start + index * (pass.rowBytes + 1) + 1;
    const row = bytes.subarray(at, at + pass.rowBytes);
    const first = (pass.y + index * pass.stepY) * width + pass.x;
    if (depth < 8) {
      placeBits(row, depth, pass, words, first);
      continue;
    }
    if (depth === 16) readPairs(row, pairs);
    const places = { words, size: height * width, start: first, step: pass.stepX };
    spreadPixels(depth === 16 ? pairs : row, channels, pass.width, places);
  }
}

/** All rows of a picture whose bytes are its words but for their order: turned around in one go. */
function placeGreyPairs(
  bytes: Uint8Array,
  start: number,
  { height, rowBytes }: PngPass,
  words: Uint8Array | Uint16Array,
): void {
  const target = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let index = 0; index < height; index++) {
    const at = start + index * (rowBytes + 1) + 1;
    target.set(bytes.subarray(at, at + rowBytes), index * rowBytes);
  }
  if (hostByteOrder() !== "big") reverseElements(target, 2);
}

/** The numbers of 16 bits that `row` holds, highest byte first. */
function readPairs(row: Uint8Array, pairs: Uint16Array): void {
  const bytes = new Uint8Array(pairs.buffer);
  bytes.set(row);
  if (hostByteOrder() !== "big") reverseElements(bytes, 2);
}

/** Fewer than 8 bits a sample: there is one channel then, and the first sample is in the highest bits. */
function placeBits(
  row: Uint8Array,
  depth: number,
  { width, stepX }: PngPass,
  words: Uint8Array | Uint16Array,
  first: number,
): void {
  const mask = 2 ** depth - 1;
  for (let column = 0; column < width; column++) {
    const bit = column * depth;
    words[first + column * stepX] = ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & mask;
  }
}
