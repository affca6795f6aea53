import { FormatError } from "../../../base/errors.js";

/**
 * Undo the filters of `height` rows that start at `start` of `bytes`, in place. Each row is a filter byte and
 * `rowBytes` bytes; `step` is the bytes of a pixel, at least 1.
 * @throws FormatError with `where` and the row for a filter that PNG does not have.
 * @source W3C PNG Specification, Third Edition, section 9.
 */
export function undoPngFilters(
  bytes: Uint8Array,
  start: number,
  height: number,
  rowBytes: number,
  step: number,
  where: string,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stride = rowBytes + 1;
  for (let index = 0; index < height; index++) {
    const at = start + index * stride;
    const row: Row = { bytes, view, start: at + 1, end: at + stride };
    const filter = bytes[at] ?? 0;
    // Above the first row all is 0.
    const hasAbove = index > 0;
    switch (filter) {
      case 0:
        break;
      case 1:
        addLeft(row, step);
        break;
      case 2:
        if (hasAbove) addAbove(row, stride);
        break;
      case 3:
        addAverage(row, hasAbove ? stride : 0, step);
        break;
      case 4:
        // Of a first row left, above 0 and above left 0, left is the nearest.
        if (hasAbove) addPaeth(row, stride, step);
        else addLeft(row, step);
        break;
      default:
        throw new FormatError(`${where}, row ${index}`, "unknown PNG filter", {
          expected: [0, 1, 2, 3, 4],
          got: filter,
        });
    }
  }
}

/** Bytes [start, end) of a row without its filter byte; `view` is of the same bytes. */
interface Row {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

// Every index below is inside its row; `?? 0` is for the type alone.

/** Four sums at once, each of two bytes and without what it carries. */
function addBytes(one: number, other: number): number {
  return ((one & 0x7f7f7f7f) + (other & 0x7f7f7f7f)) ^ ((one ^ other) & 0x80808080);
}

/** Where a pixel divides four bytes, four at a time: sums within the word, then what the word before ends with. */
function addLeft({ bytes, view, start, end }: Row, step: number): void {
  let at = start;
  if (step === 1 || step === 2 || step === 4) {
    let left = 0;
    for (; at + 4 <= end; at += 4) {
      let word = view.getInt32(at, true);
      if (step === 1) word = addBytes(word, word << 8);
      if (step !== 4) word = addBytes(word, word << 16);
      word = addBytes(word, left);
      view.setInt32(at, word, true);
      if (step === 1) left = Math.imul(word >>> 24, 0x01010101);
      else left = step === 2 ? Math.imul(word >>> 16, 0x00010001) : word;
    }
  }
  for (at = Math.max(at, start + step); at < end; at++) {
    bytes[at] = (bytes[at] ?? 0) + (bytes[at - step] ?? 0);
  }
}

function addAbove({ bytes, view, start, end }: Row, stride: number): void {
  let at = start;
  for (; at + 4 <= end; at += 4) {
    view.setInt32(at, addBytes(view.getInt32(at, true), view.getInt32(at - stride, true)), true);
  }
  for (; at < end; at++) bytes[at] = (bytes[at] ?? 0) + (bytes[at - stride] ?? 0);
}

/** @param stride 0 for a row that has none above. */
function addAverage({ bytes, start, end }: Row, stride: number, step: number): void {
  const aboveAt = (at: number): number => (stride === 0 ? 0 : (bytes[at - stride] ?? 0));
  const first = Math.min(start + step, end);
  for (let at = start; at < first; at++) bytes[at] = (bytes[at] ?? 0) + (aboveAt(at) >> 1);
  for (let at = first; at < end; at++) {
    bytes[at] = (bytes[at] ?? 0) + (((bytes[at - step] ?? 0) + aboveAt(at)) >> 1);
  }
}

/**
 * Adds the one of left (a), above (b) and above left (c) that is nearest to a + b − c; ties in that order. Chosen by masks, for
 * which one it is nobody can predict, the processor neither.
 */
function addPaeth({ bytes, start, end }: Row, stride: number, step: number): void {
  const first = Math.min(start + step, end);
  for (let at = start; at < first; at++) {
    bytes[at] = (bytes[at] ?? 0) + (bytes[at - stride] ?? 0);
  }
  for (let at = first; at < end; at++) {
    const a = bytes[at - step] ?? 0;
    const b = bytes[at - stride] ?? 0;
    const c = bytes[at - stride - step] ?? 0;
    const toA = Math.abs(b - c);
    const toB = Math.abs(a - c);
    const toC = Math.abs(b - c + (a - c));
    // All bits, or none.
    const notA = ((toB - toA) | (toC - toA)) >> 31;
    const notB = (toC - toB) >> 31;
    const other = b ^ ((b ^ c) & notB);
    bytes[at] = (bytes[at] ?? 0) + (a ^ ((a ^ other) & notA));
  }
}
