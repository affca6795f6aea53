import type { DecodedImage } from "./decoded-image.js";
import { unpackJpeg } from "./jpeg/codec.js";
import { readJpegHeader } from "./jpeg/header.js";
import { applyOrientation } from "./picture/orientation.js";
import { requirePlausibleSize } from "./picture/size-limit.js";
import { imageOfPlanes } from "./picture/planes.js";
import { spreadPixels } from "./picture/spread-pixels.js";

/** The most pixels of one byte: each block of 8 x 8 takes at least one bit. */
const pixelsPerByte = 512;

/**
 * Decode one JPEG picture to [C, H, W], uint8.
 *
 * Baseline, extended sequential and progressive with Huffman coding and 8 bits; grey, YCbCr (to RGB as JFIF says) and
 * RGB. Samples are libjpeg's with its default settings (accurate integer IDCT, smooth upsampling), and the same as
 * Pillow's; colour profiles are not applied. The orientation of EXIF is applied (one in XMP is not). Bytes after the end of the picture
 * (previews, depth maps, other pictures) are not looked at. Resolution is for printing and gives no spacing.
 *
 * Refused by name: CMYK and YCCK, 12 bits, lossless, hierarchical and arithmetic coding; and any file of which libjpeg
 * says that it is damaged, if ever so little: it would fill in samples that were never there.
 * @throws FormatError as {@link readJpegHeader} and {@link unpackJpeg}; a size that its bytes cannot hold.
 * @source ITU-T T.81; JFIF 1.02.
 */
export async function decodeJpeg(bytes: Uint8Array, source: string): Promise<DecodedImage> {
  const header = readJpegHeader(bytes, source);
  const { width, height, channels, orientation } = header;
  const fit = { size: width * height, packed: bytes.length, ratio: pixelsPerByte };
  requirePlausibleSize([channels, height, width], fit, source);
  const pixels = await unpackJpeg(bytes, header, source);
  const words = planesOfPixels(pixels, channels);
  const where = `${source}, EXIF, tag 274`;
  const planes = applyOrientation({ words, channels, height, width }, orientation, where);
  return imageOfPlanes(planes, "uint8");
}

/** Samples channel after channel. Those of one channel are so already, and taken as they are where their memory is their own. */
function planesOfPixels(pixels: Uint8Array, channels: 1 | 3): Uint8Array {
  const isWhole = pixels.byteOffset === 0 && pixels.byteLength === pixels.buffer.byteLength;
  if (channels === 1 && isWhole) return new Uint8Array(pixels.buffer);
  const words = new Uint8Array(pixels.length);
  const size = pixels.length / channels;
  spreadPixels(pixels, channels, size, { words, size, start: 0, step: 1 });
  return words;
}
