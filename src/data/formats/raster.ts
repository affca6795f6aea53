import { FormatError } from "../../base/errors.js";
import type { DecodedImage } from "./decoded-image.js";
import { kindOfBytes } from "./image-file/kind-of-bytes.js";
import { decodePng } from "./png.js";
import { decodeTiff } from "./tiff.js";

/**
 * Decode one ordinary picture, told apart by its first bytes, never by its name: PNG, JPEG or TIFF to [C, H, W].
 *
 * Asynchronous for JPEG, whose decoder is loaded when the first one comes.
 * @throws FormatError as {@link decodePng}, decodeJpeg and {@link decodeTiff}; bytes of another kind, by name where it
 * is known.
 */
export async function decodeRaster(bytes: Uint8Array, source: string): Promise<DecodedImage> {
  const kind = kindOfBytes(bytes);
  if (kind === "PNG") return decodePng(bytes, source);
  if (kind === "TIFF") return decodeTiff(bytes, source);
  if (kind === "JPEG") return (await import("./jpeg.js")).decodeJpeg(bytes, source);
  throw new FormatError(`${source}, byte 0`, "not a picture that is read", {
    expected: ["PNG", "JPEG", "TIFF"],
    got: kind ?? [...bytes.subarray(0, 8)],
  });
}
