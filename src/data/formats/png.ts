import { at } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import { exifOrientation } from "./jpeg/exif.js";
import { deflateRatio, inflateZlib } from "./inflate-zlib.js";
import { applyOrientation } from "./picture/orientation.js";
import { requirePlausibleSize } from "./picture/size-limit.js";
import type { Planes } from "./picture/planes.js";
import { imageOfPlanes } from "./picture/planes.js";
import type { PngChunk } from "./png/chunks.js";
import { readPngChunks } from "./png/chunks.js";
import { resolvePngColour } from "./png/colour.js";
import type { PngHeader } from "./png/header.js";
import { readPngHeader } from "./png/header.js";
import { placePngPass, pngPackedSize, pngPasses } from "./png/passes.js";
import { undoPngFilters } from "./png/rows.js";

/**
 * Decode one PNG picture to [C, H, W].
 *
 * Grey and RGB of 1 to 16 bits, palettes (always to RGB), interlaced or not. Samples are as stored, without gamma
 * (gAMA), colour profile (iCCP, sRGB, cICP) or significant bits (sBIT): uint16 for 16 bits, otherwise uint8, fewer
 * than 8 bits widened to 0..255. The orientation of eXIf is applied (one in XMP or text is not). Alpha, in whatever form, is dropped where every
 * pixel is opaque; a picture with any other pixel is refused. Pixels per metre (pHYs) are for printing and give no
 * spacing.
 *
 * Refused: animations (acTL), pictures that are partly transparent, more than 2²⁸ samples.
 * @throws FormatError with `source` and byte offset: as {@link readPngChunks}, {@link readPngHeader},
 * {@link resolvePngColour} and {@link exifOrientation}; damaged zlib stream; unknown filter; a size that its bytes
 * cannot hold.
 * @source W3C Portable Network Graphics (PNG) Specification, Third Edition.
 */
export function decodePng(bytes: Uint8Array, source: string): DecodedImage {
  const chunks = readPngChunks(bytes, source);
  const chunkOf = (type: string): PngChunk | undefined =>
    chunks.find((chunk) => chunk.type === type);
  const header = readPngHeader(bytes, at(chunks, 0), source);
  const packed = chunks.filter(({ type }) => type === "IDAT");
  const stored = unpack(bytes, packed, header, source);
  const tables = { header, palette: chunkOf("PLTE"), transparency: chunkOf("tRNS") };
  const planes = resolvePngColour(bytes, stored, tables, source);
  const exif = chunkOf("eXIf");
  const upright = exif === undefined ? planes : orient(bytes, planes, exif, source);
  return imageOfPlanes(upright, header.depth === 16 ? "uint16" : "uint8");
}

/** The stored samples of the picture whose zlib stream is in `chunks`. */
function unpack(
  bytes: Uint8Array,
  chunks: readonly PngChunk[],
  header: PngHeader,
  source: string,
): Planes {
  const { width, height, channels, depth } = header;
  const where = `${source}, byte ${at(chunks, 0).start - 8}`;
  const passes = pngPasses(header);
  const size = pngPackedSize(passes);
  const packed = Buffer.concat(chunks.map(({ start, end }) => bytes.subarray(start, end)));
  // A palette makes three samples of one.
  const shape = [header.colour === "palette" ? 3 : channels, height, width];
  requirePlausibleSize(shape, { size, packed: packed.length, ratio: deflateRatio }, where);
  const rows = inflateZlib(packed, size, where);
  const length = channels * height * width;
  const words = depth === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const step = Math.max(1, (channels * depth) / 8);
  let start = 0;
  for (const pass of passes) {
    undoPngFilters(rows, start, pass.height, pass.rowBytes, step, where);
    placePngPass(rows, start, pass, header, words);
    start += pass.height * (pass.rowBytes + 1);
  }
  return { words, channels, height, width };
}

function orient(
  bytes: Uint8Array,
  planes: Planes,
  { start, end }: PngChunk,
  source: string,
): Planes {
  const where = `${source}, byte ${start}, eXIf`;
  return applyOrientation(planes, exifOrientation(bytes.subarray(start, end), where), where);
}
