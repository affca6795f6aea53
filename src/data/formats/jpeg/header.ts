import { FormatError } from "../../../base/errors.js";
import { exifOrientation } from "./exif.js";

/** What the segments of a JPEG file before its first scan say. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Of EXIF; 1 where there is none. */
  readonly orientation: number;
}

/** Names of the kinds of JPEG by the marker of their frame; the first three are read. */
const frames: ReadonlyMap<number, string> = new Map([
  [0xc0, "baseline"],
  [0xc1, "extended sequential"],
  [0xc2, "progressive"],
  [0xc3, "lossless"],
  [0xc5, "differential sequential"],
  [0xc6, "differential progressive"],
  [0xc7, "differential lossless"],
  [0xc9, "extended sequential, arithmetic coding"],
  [0xca, "progressive, arithmetic coding"],
  [0xcb, "lossless, arithmetic coding"],
  [0xcd, "differential sequential, arithmetic coding"],
  [0xce, "differential progressive, arithmetic coding"],
  [0xcf, "differential lossless, arithmetic coding"],
]);
const readFrames: readonly number[] = [0xc0, 0xc1, 0xc2];

const startOfScan = 0xda;
const endOfImage = 0xd9;
const app1 = 0xe1;
const exifMark = [0x45, 0x78, 0x69, 0x66, 0, 0] as const;

/**
 * The header of a JPEG file: frame and EXIF orientation. The bytes after the start of the first scan are not looked at.
 * @throws FormatError with `source` and byte offset: bad magic, file that ends early, no marker where one must be, no
 * frame or two, a kind of frame, depth or number of components that is not read, damaged EXIF.
 * @source ITU-T T.81, annex B; EXIF 2.32, section 4.5.
 */
export function readJpegHeader(bytes: Uint8Array, source: string): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) {
    throw new FormatError(`${source}, byte 0`, "not a JPEG file: wrong magic number", {
      expected: [0xff, 0xd8],
      got: [...bytes.subarray(0, 2)],
    });
  }
  let frame: Omit<JpegHeader, "orientation"> | undefined;
  let orientation: number | undefined;
  for (let at = 2; ;) {
    const { marker, start, end } = readSegment(bytes, at, source);
    if (marker === startOfScan) break;
    if (frames.has(marker)) {
      if (frame !== undefined) {
        throw new FormatError(`${source}, byte ${start}`, "JPEG has two frames");
      }
      frame = readFrame(bytes.subarray(start, end), marker, `${source}, byte ${start}`);
    }
    const isExif = exifMark.every((value, index) => bytes[start + index] === value);
    if (marker === app1 && isExif && end - start > exifMark.length) {
      const exifStart = start + exifMark.length;
      const where = `${source}, byte ${exifStart}, EXIF`;
      orientation ??= exifOrientation(bytes.subarray(exifStart, end), where);
    }
    at = end;
  }
  if (frame === undefined) throw new FormatError(source, "JPEG has no frame before its first scan");
  return { ...frame, orientation: orientation ?? 1 };
}

/** The segment at `at`: marker, after any number of fill bytes, length, content [start, end). */
function readSegment(
  bytes: Uint8Array,
  at: number,
  source: string,
): { readonly marker: number; readonly start: number; readonly end: number } {
  if (at < bytes.length && bytes[at] !== 0xff) {
    throw new FormatError(`${source}, byte ${at}`, "JPEG marker expected", {
      expected: 0xff,
      got: bytes[at] ?? 0,
    });
  }
  let markerAt = at;
  while (bytes[markerAt] === 0xff) markerAt++;
  const lengthAt = markerAt + 1;
  if (lengthAt + 2 > bytes.length) {
    throw new FormatError(`${source}, byte ${bytes.length}`, "JPEG ends before its first scan");
  }
  const marker = bytes[markerAt] ?? 0;
  // Markers that stand alone: TEM, restarts, start and end of image. None may come before a scan.
  if (marker <= 0x01 || (marker >= 0xd0 && marker <= endOfImage)) {
    throw new FormatError(`${source}, byte ${markerAt}`, "JPEG marker has no place before a scan", {
      got: marker,
    });
  }
  const length = ((bytes[lengthAt] ?? 0) << 8) | (bytes[lengthAt + 1] ?? 0);
  const end = lengthAt + length;
  if (length < 2 || end > bytes.length) {
    throw new FormatError(`${source}, byte ${lengthAt}`, "length of a JPEG segment", {
      expected: `2 to ${bytes.length - lengthAt}`,
      got: length,
    });
  }
  return { marker, start: lengthAt + 2, end };
}

/** The frame header `content`: bits, height, width, components. */
function readFrame(
  content: Uint8Array,
  marker: number,
  where: string,
): Omit<JpegHeader, "orientation"> {
  if (!readFrames.includes(marker)) {
    throw new FormatError(where, "kind of JPEG is not supported", {
      expected: readFrames.map((known) => frames.get(known) ?? ""),
      got: frames.get(marker) ?? marker,
      advice: "Save the picture as PNG.",
    });
  }
  const [bits = 0, high1 = 0, high0 = 0, wide1 = 0, wide0 = 0, components = 0] = content;
  if (bits !== 8) {
    throw new FormatError(where, "bits a sample of a JPEG", {
      expected: 8,
      got: bits,
      advice: "Save the picture as PNG of 16 bits.",
    });
  }
  const [width, height] = [(wide1 << 8) | wide0, (high1 << 8) | high0];
  if (width === 0 || height === 0) {
    throw new FormatError(where, "JPEG has no pixels, or does not say how many rows", {
      got: [width, height],
    });
  }
  if (components !== 1 && components !== 3) {
    throw new FormatError(where, "JPEG is neither grey nor of three colours", {
      expected: [1, 3],
      got: components === 4 ? "4 (CMYK or YCCK)" : components,
      advice: "Convert it to RGB: how inks look is said by a colour profile, which is not read.",
    });
  }
  return { width, height, channels: components };
}
