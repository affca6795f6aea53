import { joinArrays } from "../../base/join-arrays.js";
import { zlibSync } from "fflate";
import { FormatError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { crc32 } from "./crc32.js";
import type { DecodedImage } from "./decoded-image.js";
import { writeElements } from "./elements.js";
import { pngMagic } from "./png/chunks.js";

/**
 * Encode one picture [C, H, W] as PNG: grey of 8 or 16 bits (uint8, uint16), RGB of 8 bits; decodePng gives it back.
 *
 * Not interlaced, no filter, no metadata. Packed by fflate, so that one picture has the same bytes with every version
 * of Node.
 * @throws FormatError for another element type or shape.
 * @source W3C Portable Network Graphics (PNG) Specification, Third Edition.
 */
export function encodePng(image: DecodedImage): Uint8Array {
  const { samples, channels } = image;
  const { dtype, shape } = samples;
  const [planes = 0, height = 0, width = 0] = shape;
  const isWritten = dtype === "uint8" || (dtype === "uint16" && channels === "grey");
  const isPicture = shape.length === 3 && planes === (channels === "grey" ? 1 : 3);
  if (!isWritten || !isPicture || height === 0 || width === 0) {
    throw new FormatError("encodePng", "picture cannot be written as PNG", {
      expected: ["grey [1,H,W] uint8 or uint16", "rgb [3,H,W] uint8"],
      got: `${channels} [${shape.join(",")}] ${dtype}`,
    });
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([dtype === "uint16" ? 16 : 8, channels === "grey" ? 0 : 2], 8);
  const rows = filteredRows(writeElements(samples, "big"), planes, height, width);
  return joinArrays(Uint8Array, [
    Uint8Array.from(pngMagic),
    ...chunkOf("IHDR", header),
    ...chunkOf("IDAT", zlibSync(rows)),
    ...chunkOf("IEND", new Uint8Array(0)),
  ]);
}

/** Rows of pixels, each behind a filter byte 0, of the planes in `bytes`. */
function filteredRows(
  bytes: Uint8Array,
  channels: number,
  height: number,
  width: number,
): Uint8Array {
  const planeBytes = bytes.length / channels;
  const rowBytes = planeBytes / height;
  const sampleBytes = rowBytes / width;
  const rows = new Uint8Array(height * (channels * rowBytes + 1));
  let to = 0;
  for (let row = 0; row < height; row++) {
    to++;
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * planeBytes + row * rowBytes + column * sampleBytes;
        for (let byte = 0; byte < sampleBytes; byte++) rows[to++] = at(bytes, from + byte);
      }
    }
  }
  return rows;
}

/** Length, name and data, CRC-32 of name and data. */
function chunkOf(type: string, data: Uint8Array): Uint8Array[] {
  const named = joinArrays(Uint8Array, [new TextEncoder().encode(type), data]);
  return [bigEndian(data.length), named, bigEndian(crc32(named))];
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
