/**
 * Contact sheet of the phantom as PNG: `npm run build && node bench/phantom-sheet.mjs OUT.png [size] [scale]`.
 * Columns are subjects, the left half clear, the right half with a lesion. Rows: no factor, each factor alone,
 * all factors together.
 */
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { openPhantom } from "../dist/data/datasets/phantom.js";

const [path, sizeText = "32", scaleText = "3"] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node bench/phantom-sheet.mjs OUT.png [size] [scale]");
  process.exit(2);
}
const size = Number(sizeText);
const scale = Number(scaleText);
const perLabel = 5;
const names = ["marker", "border", "intensity", "texture", "bias-field", "rotation"];
const set = openPhantom({
  size,
  seed: 1,
  train: 100,
  test: 0,
  factors: names.map((name) => ({ name })),
});
const labels = [...set.pools.train.label];
const subjects = [0, 1].flatMap((value) =>
  labels.flatMap((label, row) => (label === value ? [row] : [])).slice(0, perLabel),
);
const plans = [
  {},
  ...names.map((name) => ({ [name]: 1 })),
  Object.fromEntries(names.map((name) => [name, 1])),
];

const gap = 2;
const step = size * scale + gap;
const width = subjects.length * step + gap;
const height = plans.length * step + gap;
const grey = Buffer.alloc(width * height, 70);
const picture = new Float32Array(size * size);
for (const [line, planted] of plans.entries()) {
  for (const [column, row] of subjects.entries()) {
    set.writeImage("train", row, planted, picture, 0);
    for (let y = 0; y < size * scale; y++) {
      for (let x = 0; x < size * scale; x++) {
        const value = picture[Math.floor(y / scale) * size + Math.floor(x / scale)];
        grey[(gap + line * step + y) * width + gap + column * step + x] = Math.round(255 * value);
      }
    }
  }
}
writeFileSync(path, encodeGreyPng(grey, width, height));

/** An 8-bit grey PNG, one IDAT, no filter. */
function encodeGreyPng(pixels, columns, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  const lines = Buffer.alloc(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    pixels.copy(lines, row * (columns + 1) + 1, row * columns, (row + 1) * columns);
  }
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, body) {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

/** CRC-32 of PNG chunks, bit by bit; node:zlib has one only from 20.15 on. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
