import { FormatError } from "../../base/errors.js";
import type { DecodedImage } from "./decoded-image.js";
import { decodePng } from "./png.js";
import { decodeTiff } from "./tiff.js";

/** First bytes of the kinds of pictures, those that are read and some that are known but not read. */
const magics: readonly (readonly [kind: string, at: number, ...bytes: number[]])[] = [
  ["PNG", 0, 0x89, 0x50, 0x4e, 0x47],
  ["JPEG", 0, 0xff, 0xd8],
  ["TIFF", 0, 0x49, 0x49, 0x2a, 0x00],
  ["TIFF", 0, 0x4d, 0x4d, 0x00, 0x2a],
  ["TIFF", 0, 0x49, 0x49, 0x2b, 0x00],
  ["TIFF", 0, 0x4d, 0x4d, 0x00, 0x2b],
  ["GIF", 0, 0x47, 0x49, 0x46, 0x38],
  ["BMP", 0, 0x42, 0x4d],
  ["WebP", 8, 0x57, 0x45, 0x42, 0x50],
  ["HEIF or AVIF", 4, 0x66, 0x74, 0x79, 0x70],
  ["JPEG 2000", 4, 0x6a, 0x50, 0x20, 0x20],
  ["JPEG 2000", 0, 0xff, 0x4f, 0xff, 0x51],
  ["DICOM", 128, 0x44, 0x49, 0x43, 0x4d],
];

/**
 * Decode one ordinary picture, told apart by its first bytes, never by its name: PNG, JPEG or TIFF to [C, H, W].
 *
 * Asynchronous for JPEG, whose decoder is loaded when the first one comes.
 * @throws FormatError as {@link decodePng}, decodeJpeg and {@link decodeTiff}; bytes of another kind, by name where it
 * is known.
 */
export async function decodeRaster(bytes: Uint8Array, source: string): Promise<DecodedImage> {
  const kind = kindOf(bytes);
  if (kind === "PNG") return decodePng(bytes, source);
  if (kind === "TIFF") return decodeTiff(bytes, source);
  if (kind === "JPEG") return (await import("./jpeg.js")).decodeJpeg(bytes, source);
  throw new FormatError(`${source}, byte 0`, "not a picture that is read", {
    expected: ["PNG", "JPEG", "TIFF"],
    got: kind ?? [...bytes.subarray(0, 8)],
  });
}

function kindOf(bytes: Uint8Array): string | undefined {
  return magics.find(([, at, ...magic]) =>
    magic.every((value, index) => bytes[at + index] === value),
  )?.[0];
}
