import { FormatError } from "../../../base/errors.js";
import { unpackJpeg } from "../jpeg/codec.js";
import { requirePlausibleSize } from "../picture/size-limit.js";
import type { JpegHeader } from "./jpeg-header.js";
import { readJpegHeader } from "./jpeg-header.js";
import type { PixelLayout } from "./pixel-layout.js";
import { plainAdvice } from "./transfer-syntax.js";

/** The most pixels of one byte: each block of 8 x 8 takes at least one bit. */
const pixelsPerByte = 512;

/**
 * The samples of a baseline or extended JPEG stream of 8 bits: grey, or red, green, blue pixel after pixel, as libjpeg has
 * them.
 *
 * What three components are is said by the stream before the file: component ids R, G, B; Adobe's transform; JFIF; and only
 * then Photometric Interpretation. So has it libjpeg, save that it takes three components without any mark for YCbCr.
 * @throws FormatError with `where`: another process (progressive, lossless), 12 bits, another size than declared, a stream
 * that is cut off or of which libjpeg says that it is damaged.
 * @source ITU-T T.81; T.871 (JFIF); T.872 section 6.5.3 (Adobe's marker); DICOM PS3.5 section 8.2.1.
 */
export async function unpackBaseline(
  bytes: Uint8Array,
  layout: PixelLayout,
  where: string,
): Promise<Uint8Array> {
  const { rows, columns, samplesPerPixel } = layout;
  const header = readJpegHeader(bytes, layout, [0xc0, 0xc1], where);
  if (header.precision !== 8) {
    throw new FormatError(where, "JPEG of more than 8 bits is not supported", {
      expected: 8,
      got: header.precision,
      advice: plainAdvice,
    });
  }
  const fit = { size: rows * columns, packed: bytes.length, ratio: pixelsPerByte };
  requirePlausibleSize([samplesPerPixel, rows, columns], fit, where);
  const stream =
    samplesPerPixel === 3 ? declareColour(bytes, header, streamColour(header, layout)) : bytes;
  const size = { width: columns, height: rows, channels: samplesPerPixel, orientation: 1 };
  return unpackJpeg(stream, size, where);
}

function streamColour(header: JpegHeader, layout: PixelLayout): "rgb" | "ybr" {
  const ids = String.fromCharCode(...header.components.map(({ id }) => id)).toUpperCase();
  if (ids === "RGB") return "rgb";
  if (header.adobeTransform !== null) return header.adobeTransform === 0 ? "rgb" : "ybr";
  return header.jfif || layout.photometric.startsWith("YBR") ? "ybr" : "rgb";
}

/** An empty APP14 segment of Adobe; its last byte is the transform. */
const adobeMarker = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0] as const;

/** The stream with its colour said by one Adobe marker, which libjpeg obeys, and no other application marker. */
function declareColour(bytes: Uint8Array, header: JpegHeader, colour: "rgb" | "ybr"): Uint8Array {
  const transform = colour === "ybr" ? 1 : 0;
  const parts = [bytes.subarray(0, 2), Uint8Array.of(...adobeMarker, transform)];
  let at = 2;
  for (const { start, end } of header.applications) {
    parts.push(bytes.subarray(at, start));
    at = end;
  }
  parts.push(bytes.subarray(at));
  return new Uint8Array(Buffer.concat(parts));
}
