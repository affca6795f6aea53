import { FormatError } from "../../../base/errors.js";
import { writeElements } from "../elements.js";
import type { JpegHeader } from "./jpeg-header.js";
import { readJpegHeader } from "./jpeg-header.js";
import type { FrameSize } from "./raw-frame.js";

/** No component of a picture takes less than one bit a sample. */
const samplesPerByte = 8;

/**
 * Decode one JPEG Lossless stream (process 14, Huffman coding, predictors 1 to 7): 2 to 16 bits, one or three components
 * in one scan without subsampling, with point transform and restart markers. The samples are pixel after pixel, of one byte
 * up to 8 bits, else of two in little endian.
 *
 * Own code, since jpeg-lossless-decoder-js takes zeros for bytes that are missing, loses the last pixel of colour
 * pictures and has no point transform.
 * @throws FormatError: a form not named above, another size than declared, a damaged or short stream.
 * @source ITU-T T.81 annex H, F.2.2.3 and C.
 */
export function decodeJpegLossless(
  bytes: Uint8Array,
  size: FrameSize,
  where: string,
): { readonly samples: Uint8Array; readonly precision: number } {
  const header = readJpegHeader(bytes, size, [0xc3], where);
  requireKnownForm(header, size, where);
  const samples = size.rows * size.columns * size.samplesPerPixel;
  if (samples > samplesPerByte * bytes.length) {
    throw new FormatError(where, "JPEG Lossless stream is too short for its picture", {
      expected: samples,
      got: bytes.length,
    });
  }
  const values = decodeSamples(bytes, header, size, where);
  const { precision } = header;
  if (precision <= 8) return { samples: Uint8Array.from(values), precision };
  const array = { dtype: "uint16", shape: [values.length], data: values } as const;
  return { samples: writeElements(array, "little"), precision };
}

function requireKnownForm(header: JpegHeader, { columns }: FrameSize, where: string): void {
  const { components, precision, scan, restartInterval } = header;
  const known =
    scan.tables.length === components.length &&
    components.every(({ sampling }) => sampling === 0x11) &&
    precision >= 2 &&
    precision <= 16 &&
    scan.pointTransform < precision &&
    scan.predictor >= 1 &&
    scan.predictor <= 7 &&
    restartInterval % columns === 0;
  if (known) return;
  throw new FormatError(where, "this form of JPEG Lossless is not supported", {
    precision,
    components: components.length,
    scanComponents: scan.tables.length,
    predictor: scan.predictor,
    pointTransform: scan.pointTransform,
    restartInterval,
  });
}

/** All samples, pixel after pixel. */
function decodeSamples(
  bytes: Uint8Array,
  header: JpegHeader,
  { rows, columns, samplesPerPixel: channels }: FrameSize,
  where: string,
): Uint16Array {
  const { scan, precision, restartInterval } = header;
  const tables = readTables(bytes, header, where);
  const own = scan.tables.map((number) => tables.get(number >> 4));
  const bits = new BitReader(bytes, scan.start, where);
  const values = new Uint16Array(rows * columns * channels);
  const line = columns * channels;
  const restartRows = restartInterval / columns;
  for (let row = 0; row < rows; row++) {
    const first = row === 0 || (restartInterval > 0 && row % restartRows === 0);
    if (first && row > 0) bits.restart(row / restartRows - 1);
    for (let at = row * line; at < (row + 1) * line; at++) {
      const table = own[at % channels];
      if (table === undefined) throw new FormatError(where, "JPEG Huffman table is absent");
      const edge = at - row * line < channels;
      const left = edge ? 0 : (values[at - channels] ?? 0);
      const above = first ? 0 : (values[at - line] ?? 0);
      const corner = first || edge ? 0 : (values[at - line - channels] ?? 0);
      const start = 2 ** (precision - scan.pointTransform - 1);
      const guess = edge
        ? first
          ? start
          : above
        : first
          ? left
          : predict(scan.predictor, left, above, corner);
      values[at] = guess + bits.difference(table);
    }
  }
  bits.requireWithin();
  return scan.pointTransform === 0 ? values : values.map((value) => value << scan.pointTransform);
}

function predict(predictor: number, left: number, above: number, corner: number): number {
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
}

/** For each 16 bits that may come: length of the code that they start with, times 256, plus its value; 0 for none. */
type CodeTable = Uint16Array;

function readTables(
  bytes: Uint8Array,
  { huffmanTables }: JpegHeader,
  where: string,
): ReadonlyMap<number, CodeTable> {
  const tables = new Map<number, CodeTable>();
  for (const { start, end } of huffmanTables) {
    for (let at = start; at < end;) {
      const lengths = bytes.subarray(at + 1, at + 17);
      const count = lengths.reduce((sum, value) => sum + value, 0);
      if (at + 17 + count > end) throw new FormatError(where, "damaged JPEG Huffman table");
      tables.set(bytes[at] ?? 0, codeTable(lengths, bytes.subarray(at + 17), where));
      at += 17 + count;
    }
  }
  return tables;
}

function codeTable(lengths: Uint8Array, values: Uint8Array, where: string): CodeTable {
  const table = new Uint16Array(0x10000);
  let next = 0;
  let place = 0;
  for (const [index, count] of lengths.entries()) {
    const span = 2 ** (15 - index);
    for (let code = 0; code < count; code++, place++, next += span) {
      const value = values[place] ?? 0;
      if (next + span > table.length || value > 16) {
        throw new FormatError(where, "damaged JPEG Huffman table");
      }
      table.fill((index + 1) * 256 + value, next, next + span);
    }
  }
  return table;
}

/** The bits of a scan, highest first; after the marker that ends it come zeros, which are counted. */
class BitReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #at: number;
  #buffer = 0;
  #count = 0;
  #invented = 0;

  constructor(bytes: Uint8Array, start: number, where: string) {
    this.#bytes = bytes;
    this.#at = start;
    this.#where = where;
  }

  /** The next difference: a Huffman code for its number of bits, then these; a negative one is stored less 1. */
  difference(table: CodeTable): number {
    const entry = table[this.#peek()] ?? 0;
    if (entry === 0) throw this.#damaged();
    this.#count -= entry >> 8;
    const length = entry & 0xff;
    if (length === 0) return 0;
    if (length === 16) return 0x8000;
    const value = this.#peek() >> (16 - length);
    this.#count -= length;
    return value < 2 ** (length - 1) ? value - 2 ** length + 1 : value;
  }

  /** Go on after the restart marker of this number, which must come next. */
  restart(number: number): void {
    this.requireWithin();
    const marker = 0xd0 + (number % 8);
    if (this.#bytes[this.#at] !== 0xff || this.#bytes[this.#at + 1] !== marker) {
      throw this.#damaged();
    }
    this.#at += 2;
    this.#count = 0;
    this.#invented = 0;
  }

  /** @throws FormatError where bits were taken that the stream does not have. */
  requireWithin(): void {
    if (this.#invented > this.#count) throw this.#damaged();
  }

  /** The next 16 bits, not taken. */
  #peek(): number {
    while (this.#count < 16) {
      this.#buffer = (this.#buffer << 8) | this.#nextByte();
      this.#count += 8;
    }
    return (this.#buffer >>> (this.#count - 16)) & 0xffff;
  }

  #nextByte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0)) {
      this.#invented += 8;
      if (this.#invented > 32) throw this.#damaged();
      return 0;
    }
    this.#at += byte === 0xff ? 2 : 1;
    return byte;
  }

  #damaged(): FormatError {
    return new FormatError(`${this.#where}, byte ${this.#at}`, "damaged JPEG Lossless stream");
  }
}
