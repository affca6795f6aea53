import { FormatError } from "../../../base/errors.js";
import type { FrameSize } from "./raw-frame.js";

/** What a JPEG or JPEG-LS stream says of itself up to its first scan. */
export interface JpegHeader {
  /** Last byte of the start-of-frame marker: C0, C1 baseline and extended, C3 lossless, F7 JPEG-LS. */
  readonly process: number;
  readonly precision: number;
  readonly components: readonly JpegComponent[];
  /** Colour transform of Adobe's APP14 marker, or null. */
  readonly adobeTransform: number | null;
  readonly jfif: boolean;
  /** Lines or units between restart markers; 0 for none. */
  readonly restartInterval: number;
  readonly scan: JpegScan;
  /** The segments [start, end) of APPn markers, markers included. */
  readonly applications: readonly Span[];
  /** The bodies of the segments that define Huffman tables. */
  readonly huffmanTables: readonly Span[];
}

/** The first scan. */
export interface JpegScan {
  /** Table number of each component, upper 4 bits for differences (DC). */
  readonly tables: readonly number[];
  /** Lossless: number of the predictor. */
  readonly predictor: number;
  readonly pointTransform: number;
  /** Where the packed samples start. */
  readonly start: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface JpegComponent {
  readonly id: number;
  /** Horizontal and vertical sampling, 4 bits each. */
  readonly sampling: number;
}

/**
 * Read the header of a JPEG stream, check that its picture has the size that the file declares, and that it ends with
 * an end marker (padding may follow): before any decoder sees the stream.
 * @throws FormatError with `where` and byte offset: no JPEG, damaged segment, a process other than `processes`, another
 * size or number of components, a scan of some components only, no end marker.
 * @source ITU-T T.81 annex B; ITU-T T.87 annex C.
 */
export function readJpegHeader(
  bytes: Uint8Array,
  size: FrameSize,
  processes: readonly number[],
  where: string,
): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) {
    throw new FormatError(`${where}, byte 0`, "not a JPEG stream", {
      expected: [0xff, 0xd8],
      got: [...bytes.subarray(0, 2)],
    });
  }
  const applications: Span[] = [];
  const huffmanTables: Span[] = [];
  let frame: ReturnType<typeof readFrame> | null = null;
  let adobeTransform: number | null = null;
  let jfif = false;
  let restartInterval = 0;
  for (let at = 2; ;) {
    const { marker, start, end } = readSegment(view, at, where);
    const body = bytes.subarray(start, end);
    if (marker >= 0xe0 && marker <= 0xef) {
      applications.push({ start: at, end });
      if (marker === 0xe0) jfif ||= startsWith(body, "JFIF\0");
      if (marker === 0xee && startsWith(body, "Adobe")) adobeTransform = body[11] ?? null;
    } else if (marker === 0xc4) {
      huffmanTables.push({ start, end });
    } else if (marker === 0xdd) {
      restartInterval = body.length === 2 ? view.getUint16(start) : 0;
    } else if (isFrameMarker(marker)) {
      if (frame !== null) throw new FormatError(`${where}, byte ${at}`, "second JPEG frame header");
      requireProcess(marker, processes, `${where}, byte ${at}`);
      frame = readFrame(view, marker, start, end, size, where);
    } else if (marker === 0xda) {
      if (frame === null) throw new FormatError(`${where}, byte ${at}`, "JPEG scan without frame");
      const scan = readScan(body, frame.components.length, end, `${where}, byte ${at}`);
      requireEnd(bytes, where);
      const said = { adobeTransform, jfif, restartInterval };
      return { ...frame, ...said, scan, applications, huffmanTables };
    }
    at = end;
  }
}

function readSegment(
  view: DataView,
  at: number,
  where: string,
): { readonly marker: number; readonly start: number; readonly end: number } {
  let from = at;
  // Fill bytes may stand before a marker.
  while (from + 1 < view.byteLength && view.getUint16(from) === 0xffff) from += 1;
  if (from + 4 > view.byteLength || view.getUint8(from) !== 0xff) {
    throw new FormatError(`${where}, byte ${from}`, "JPEG stream ends or is damaged in its header");
  }
  const length = view.getUint16(from + 2);
  const end = from + 2 + length;
  if (length < 2 || end > view.byteLength) {
    throw new FormatError(`${where}, byte ${from}`, "damaged JPEG segment", { got: length });
  }
  return { marker: view.getUint8(from + 1), start: from + 4, end };
}

/** SOF0 to SOF15 but for DHT (C4), JPG (C8) and DAC (CC), and the one of JPEG-LS. */
function isFrameMarker(marker: number): boolean {
  const baseline = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
  return baseline || marker === 0xf7;
}

function requireProcess(marker: number, processes: readonly number[], where: string): void {
  if (processes.includes(marker)) return;
  const hex = (code: number): string => `FF${code.toString(16).toUpperCase()}`;
  throw new FormatError(where, "JPEG process is not supported, or not that of the syntax", {
    expected: processes.map(hex),
    got: hex(marker),
  });
}

function readFrame(
  view: DataView,
  process: number,
  start: number,
  end: number,
  size: FrameSize,
  where: string,
): Pick<JpegHeader, "process" | "precision" | "components"> {
  const count = end - start >= 6 ? view.getUint8(start + 5) : 0;
  if (end - start !== 6 + 3 * count) {
    throw new FormatError(`${where}, byte ${start}`, "damaged JPEG frame header");
  }
  const got = [view.getUint16(start + 1), view.getUint16(start + 3), count];
  const expected = [size.rows, size.columns, size.samplesPerPixel];
  if (got.some((value, index) => value !== expected[index])) {
    throw new FormatError(
      `${where}, byte ${start}`,
      "JPEG picture has another size than declared",
      {
        expected,
        got,
      },
    );
  }
  const components = Array.from({ length: count }, (_, index) => ({
    id: view.getUint8(start + 6 + 3 * index),
    sampling: view.getUint8(start + 7 + 3 * index),
  }));
  return { process, precision: view.getUint8(start), components };
}

function readScan(body: Uint8Array, components: number, start: number, where: string): JpegScan {
  const count = body[0] ?? 0;
  if (body.length !== 4 + 2 * count || count < 1 || count > components) {
    throw new FormatError(where, "damaged JPEG scan header");
  }
  const tables = Array.from({ length: count }, (_, index) => body[2 + 2 * index] ?? 0);
  const [predictor = 0, , last = 0] = body.subarray(1 + 2 * count);
  return { tables, predictor, pointTransform: last & 0x0f, start };
}

function requireEnd(bytes: Uint8Array, where: string): void {
  const end = withoutPadding(bytes);
  if (bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9) return;
  throw new FormatError(`${where}, byte ${end}`, "JPEG stream has no end marker, it is cut off");
}

/** Length of a stream without the zeros, or the one byte FF, that fill its last fragment. */
export function withoutPadding(bytes: Uint8Array): number {
  if (bytes[bytes.length - 1] === 0xff) return bytes.length - 1;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}
