import { FormatError } from "../../../base/errors.js";
import { withoutPadding } from "./jpeg-header.js";
import type { FrameSize } from "./raw-frame.js";

/** What the size segment of a JPEG 2000 codestream says. */
export interface Jpeg2000Header {
  readonly precision: number;
}

/** Marker codes of a codestream. */
const [startOfCodestream, sizeMarker, endOfCodestream] = [0xff4f, 0xff51, 0xffd9];

/** Tile numbers have 16 bits. */
const mostTiles = 65535;

/**
 * Read the size segment of a JPEG 2000 codestream, check that its picture has the size that the file declares, and that
 * the stream ends with its end marker (padding may follow): before the decoder sees it.
 * @throws FormatError with `where` and byte offset: no codestream (a JP2 file is none), another size or number of
 * components, components of different or more than 16 bits, subsampled components, High-Throughput coding, too many
 * tiles, no end marker.
 * @source ITU-T T.800 annex A.5.1.
 */
export function readJpeg2000Header(
  bytes: Uint8Array,
  size: FrameSize,
  where: string,
): Jpeg2000Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 42 ? 0 : view.getUint16(4);
  const started =
    length > 0 && view.getUint16(0) === startOfCodestream && view.getUint16(2) === sizeMarker;
  const count = started ? view.getUint16(40) : 0;
  if (!started || length !== 38 + 3 * count || 4 + length > bytes.length) {
    throw new FormatError(`${where}, byte 0`, "not a JPEG 2000 codestream, or damaged");
  }
  const [right = 0, bottom = 0, left = 0, top = 0, tileWidth = 0, tileHeight = 0] = Array.from(
    { length: 6 },
    (_, index) => view.getUint32(8 + 4 * index),
  );
  const got = [bottom - top, right - left, count];
  const expected = [size.rows, size.columns, size.samplesPerPixel];
  if (got.some((value, index) => value !== expected[index])) {
    throw new FormatError(`${where}, byte 8`, "JPEG 2000 picture has another size than declared", {
      expected,
      got,
    });
  }
  const tiles = Math.ceil(right / tileWidth) * Math.ceil(bottom / tileHeight);
  if (!(tiles <= mostTiles)) {
    throw new FormatError(`${where}, byte 24`, "JPEG 2000 stream has too many tiles", {
      expected: mostTiles,
      got: tiles,
    });
  }
  if ((view.getUint16(6) & 0x4000) !== 0) {
    throw new FormatError(`${where}, byte 6`, "High-Throughput JPEG 2000 is not supported");
  }
  requireEnd(view, bytes, where);
  return { precision: readPrecision(view, count, where) };
}

/** Bits of each component, which must be the same, one sample a pixel. */
function readPrecision(view: DataView, count: number, where: string): number {
  const precision = (view.getUint8(42) & 0x7f) + 1;
  for (let at = 42; at < 42 + 3 * count; at += 3) {
    const same = view.getUint8(at) === view.getUint8(42);
    if (same && precision <= 16 && view.getUint16(at + 1) === 0x0101) continue;
    throw new FormatError(`${where}, byte ${at}`, "JPEG 2000 components are not supported", {
      expected: "all of one precision of at most 16 bits, not subsampled",
      got: [...new Uint8Array(view.buffer, view.byteOffset + at, 3)],
    });
  }
  return precision;
}

function requireEnd(view: DataView, bytes: Uint8Array, where: string): void {
  const end = withoutPadding(bytes);
  if (end >= 2 && view.getUint16(end - 2) === endOfCodestream) return;
  throw new FormatError(
    `${where}, byte ${end}`,
    "JPEG 2000 stream has no end marker, it is cut off",
  );
}
