import { FormatError } from "../../../base/errors.js";
import type { PngChunk } from "./chunks.js";

/** What the samples of a pixel are. */
export type PngColour = "grey" | "rgb" | "palette" | "grey+alpha" | "rgb+alpha";

/** The IHDR chunk. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a stored sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colour: PngColour;
  /** Samples of a pixel as stored; an index into the palette is one. */
  readonly channels: number;
  readonly interlaced: boolean;
}

interface ColourType {
  readonly colour: PngColour;
  readonly channels: number;
  readonly depths: readonly number[];
}

const colourTypes: ReadonlyMap<number, ColourType> = new Map<number, ColourType>([
  [0, { colour: "grey", channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { colour: "rgb", channels: 3, depths: [8, 16] }],
  [3, { colour: "palette", channels: 1, depths: [1, 2, 4, 8] }],
  [4, { colour: "grey+alpha", channels: 2, depths: [8, 16] }],
  [6, { colour: "rgb+alpha", channels: 4, depths: [8, 16] }],
]);

/**
 * The header of a PNG file.
 * @throws FormatError with `source` and byte offset: length that is not 13, no pixels, colour type, depth, compression,
 * filter or interlace method that PNG does not have.
 * @source W3C PNG Specification, Third Edition, section 11.2.1.
 */
export function readPngHeader(bytes: Uint8Array, chunk: PngChunk, source: string): PngHeader {
  const { start, end } = chunk;
  if (end - start !== 13) {
    throw new FormatError(`${source}, byte ${start - 8}`, "length of PNG chunk IHDR", {
      expected: 13,
      got: end - start,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (width === 0 || height === 0) {
    throw new FormatError(`${source}, byte ${start}`, "PNG has no pixels", {
      got: [width, height],
    });
  }
  const type = view.getUint8(9);
  const colourType = colourTypes.get(type);
  if (colourType === undefined) {
    throw new FormatError(`${source}, byte ${start + 9}`, "unknown PNG colour type", {
      expected: [...colourTypes.keys()],
      got: type,
    });
  }
  const { colour, channels, depths } = colourType;
  const depth = view.getUint8(8);
  if (!depths.includes(depth)) {
    throw new FormatError(`${source}, byte ${start + 8}`, `bits a sample of a PNG in ${colour}`, {
      expected: depths,
      got: depth,
    });
  }
  const methods: readonly (readonly [at: number, name: string, known: readonly number[]])[] = [
    [10, "compression", [0]],
    [11, "filter", [0]],
    [12, "interlace", [0, 1]],
  ];
  for (const [at, name, known] of methods) {
    if (!known.includes(view.getUint8(at))) {
      throw new FormatError(`${source}, byte ${start + at}`, `unknown PNG ${name} method`, {
        expected: known,
        got: view.getUint8(at),
      });
    }
  }
  return { width, height, depth, colour, channels, interlaced: view.getUint8(12) === 1 };
}
