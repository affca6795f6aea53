// @ts-check
import { inflateSync } from "node:zlib";

/**
 * A grey PNG of 8 bits without interlacing, by the text of the standard alone.
 * @param {Buffer} bytes
 * @returns {{ width: number, height: number, levels: Uint8Array }} rows from the top
 */
export function readGreyPng(bytes) {
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (bytes.subarray(24, 29).join() !== "8,0,0,0,0") throw new Error("not a plain grey PNG");
  /** @type {Buffer[]} */
  const parts = [];
  for (let place = 8; place < bytes.length; place += 12 + bytes.readUInt32BE(place)) {
    const length = bytes.readUInt32BE(place);
    if (bytes.toString("latin1", place + 4, place + 8) === "IDAT")
      parts.push(bytes.subarray(place + 8, place + 8 + length));
  }
  const filtered = inflateSync(Buffer.concat(parts));
  const levels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const kind = filtered[row * (width + 1)] ?? 0;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const left = column > 0 ? (levels[at - 1] ?? 0) : 0;
      const up = row > 0 ? (levels[at - width] ?? 0) : 0;
      const corner = row > 0 && column > 0 ? (levels[at - width - 1] ?? 0) : 0;
      levels[at] = (filtered[at + row + 1] ?? 0) + guess(kind, left, up, corner);
    }
  }
  return { width, height, levels };
}

/** @param {number} kind of the row's filter @param {number} left @param {number} up @param {number} corner */
function guess(kind, left, up, corner) {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return Math.floor((left + up) / 2);
  const sum = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(sum - value));
  if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left;
  return (b ?? 0) <= (c ?? 0) ? up : corner;
}
