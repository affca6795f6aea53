import { at } from "../../../base/ndarray.js";

/**
 * One frame of grey samples packed by DICOM's RLE: a header of 16 numbers (count and places of segments), then a segment
 * for each byte of a sample, the most significant first, each row packed by itself.
 * @param bytes little-endian samples, `rows` rows of equal length. @param sampleBytes 1 or 2.
 * @source DICOM PS3.5 annex G.
 */
export function packRle(bytes: Uint8Array, rows: number, sampleBytes: number): Uint8Array {
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, sampleBytes, true);
  const segments: Uint8Array[] = [];
  let place = header.length;
  for (let segment = 0; segment < sampleBytes; segment++) {
    const plane = bytePlane(bytes, sampleBytes - 1 - segment, sampleBytes);
    const packed = packRows(plane, rows);
    view.setUint32(4 * (segment + 1), place, true);
    segments.push(packed);
    place += packed.length;
  }
  return Buffer.concat([header, ...segments]);
}

/** Byte `byte` of each sample. */
function bytePlane(bytes: Uint8Array, byte: number, sampleBytes: number): Uint8Array {
  const plane = new Uint8Array(bytes.length / sampleBytes);
  for (let index = 0; index < plane.length; index++) {
    plane[index] = at(bytes, index * sampleBytes + byte);
  }
  return plane;
}

/** Rows packed one after the other, to an even length. */
function packRows(plane: Uint8Array, rows: number): Uint8Array {
  const width = plane.length / rows;
  const packed: number[] = [];
  for (let row = 0; row < rows; row++)
    packRow(plane.subarray(row * width, (row + 1) * width), packed);
  if (packed.length % 2 === 1) packed.push(0);
  return Uint8Array.from(packed);
}

/** Runs of up to 128 equal bytes as (257 - n, byte), the rest as (n - 1, n bytes): TIFF's PackBits. */
function packRow(row: Uint8Array, packed: number[]): void {
  let start = 0;
  while (start < row.length) {
    const run = runLength(row, start);
    if (run >= 2) {
      packed.push(257 - run, at(row, start));
      start += run;
      continue;
    }
    let end = start + 1;
    while (end < row.length && end - start < 128 && runLength(row, end) < 3) end++;
    packed.push(end - start - 1, ...row.subarray(start, end));
    start = end;
  }
}

/** Equal bytes from `start` on, at most 128. */
function runLength(row: Uint8Array, start: number): number {
  let end = start + 1;
  while (end < row.length && end - start < 128 && row[end] === row[start]) end++;
  return end - start;
}
