import { FormatError } from "../../../base/errors.js";
import { dropOpaqueAlpha, transparentPixel } from "../picture/opaque.js";
import type { Planes } from "../picture/planes.js";
import type { PngChunk } from "./chunks.js";
import type { PngHeader } from "./header.js";

/** What the stored samples of a picture are to be read with. */
export interface PngTables {
  readonly header: PngHeader;
  readonly palette: PngChunk | undefined;
  /** tRNS: one alpha an entry of the palette, or the one grey or colour that is transparent. */
  readonly transparency: PngChunk | undefined;
}

/**
 * Grey or RGB planes of the stored samples: palettes looked up, fewer than 8 bits widened to 0..255 (as every reader
 * has it: 4 bits give 0, 17, …, 255), alpha dropped where it is opaque.
 * @throws FormatError with `source` and byte offset: palette missing, of a wrong length or shorter than an index, tRNS
 * of a wrong length or beside alpha, a pixel that is not opaque.
 * @source W3C PNG Specification, Third Edition, sections 11.2.2, 11.3.1.1 and 13.12.
 */
export function resolvePngColour(
  bytes: Uint8Array,
  stored: Planes,
  tables: PngTables,
  source: string,
): Planes {
  const { header, transparency } = tables;
  const opaque = 2 ** header.depth - 1;
  switch (header.colour) {
    case "palette":
      return lookUp(bytes, stored, tables, source);
    case "grey":
    case "rgb":
      if (transparency !== undefined) {
        requireKeyUnused(bytes, stored, header.depth, transparency, source);
      }
      if (header.depth < 8) widen(stored, 255 / opaque);
      return stored;
    case "grey+alpha":
    case "rgb+alpha":
      if (transparency !== undefined) {
        throw new FormatError(whereOf(transparency, source), "PNG has both alpha and tRNS");
      }
      return dropOpaqueAlpha(stored, opaque, source);
  }
}

function lookUp(
  bytes: Uint8Array,
  { words, height, width }: Planes,
  { header, palette, transparency }: PngTables,
  source: string,
): Planes {
  if (palette === undefined) throw new FormatError(source, "PNG lacks its palette (PLTE)");
  const length = palette.end - palette.start;
  if (length === 0 || length % 3 !== 0 || length / 3 > 2 ** header.depth) {
    throw new FormatError(whereOf(palette, source), "length of the PNG palette (PLTE)", {
      expected: `a multiple of 3, at most ${3 * 2 ** header.depth}`,
      got: length,
    });
  }
  const colours = bytes.subarray(palette.start, palette.end);
  const alphas = tableOf(bytes, transparency);
  if (transparency !== undefined && alphas.length > length / 3) {
    throw new FormatError(whereOf(transparency, source), "PNG tRNS is longer than the palette", {
      expected: `at most ${length / 3}`,
      got: alphas.length,
    });
  }
  const size = height * width;
  const planes = new Uint8Array(3 * size);
  for (let at = 0; at < size; at++) {
    const index = words[at] ?? 0;
    if (3 * index >= length) {
      throw new FormatError(source, "PNG pixel outside its palette", {
        expected: `at most ${length / 3 - 1}`,
        got: index,
        row: Math.floor(at / width),
        column: at % width,
      });
    }
    const alpha = alphas[index] ?? 255;
    if (alpha !== 255) throw transparentPixel(at, width, alpha, source);
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * size + at] = colours[3 * index + channel] ?? 0;
    }
  }
  return { words: planes, channels: 3, height, width };
}

/** Refuse a picture of which a pixel has the colour that tRNS declares transparent, in 16 bits of which it uses `depth`. */
function requireKeyUnused(
  bytes: Uint8Array,
  { words, channels, height, width }: Planes,
  depth: number,
  transparency: PngChunk,
  source: string,
): void {
  const table = tableOf(bytes, transparency);
  if (table.length !== 2 * channels) {
    throw new FormatError(whereOf(transparency, source), "length of PNG chunk tRNS", {
      expected: 2 * channels,
      got: table.length,
    });
  }
  const key = Array.from({ length: channels }, (_, channel) => {
    const value = ((table[2 * channel] ?? 0) << 8) | (table[2 * channel + 1] ?? 0);
    return value & (2 ** depth - 1);
  });
  const size = height * width;
  for (let at = 0; at < size; at++) {
    if (key.every((value, channel) => words[channel * size + at] === value)) {
      throw transparentPixel(at, width, 0, source);
    }
  }
}

function widen({ words }: Planes, factor: number): void {
  for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) * factor;
}

function tableOf(bytes: Uint8Array, chunk: PngChunk | undefined): Uint8Array {
  return chunk === undefined ? new Uint8Array(0) : bytes.subarray(chunk.start, chunk.end);
}

function whereOf({ start }: PngChunk, source: string): string {
  return `${source}, byte ${start - 8}`;
}
