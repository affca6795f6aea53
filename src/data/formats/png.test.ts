import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { crc32 } from "./crc32.js";
import { decodePng } from "./png.js";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/raster/${name}.png`, import.meta.url)));

const message = (bytes: Uint8Array): string => {
  try {
    decodePng(bytes, "a.png");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
};

const uint32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

function chunk(type: string, ...data: number[]): number[] {
  const named = [...new TextEncoder().encode(type), ...data];
  return [...uint32(data.length), ...named, ...uint32(crc32(Uint8Array.from(named)))];
}

/** A PNG of these chunks. */
const png = (...chunks: number[][]): Uint8Array =>
  Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunks.flat()]);

/** IHDR of a grey picture of 2 x 2 with 8 bits, and what differs from it. */
function header(differs: Readonly<Record<number, number>> = {}): number[] {
  const data = [0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0];
  return chunk("IHDR", ...data.map((value, index) => differs[index] ?? value));
}

const packed = (...rows: number[]): number[] =>
  chunk("IDAT", ...deflateSync(Uint8Array.from(rows)));
const rows = packed(0, 1, 2, 0, 3, 4);
const end = chunk("IEND");

describe("decodePng", () => {
  it("reads chunks that the picture does not need, and no byte after its end", () => {
    const samples = { dtype: "uint8", shape: [1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) };
    const note = chunk("teST", 1, 2, 3);
    expect(decodePng(png(header(), note, rows, note, end), "a.png").samples).toEqual(samples);
    expect(decodePng(png(header(), rows, end, [1, 2, 3]), "a.png").samples).toEqual(samples);
  });

  it("keeps a palette that suggests colours to a reader of few", () => {
    const colours = packed(0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12);
    const image = decodePng(png(header({ 9: 2 }), chunk("PLTE", 1, 2, 3), colours, end), "a.png");
    expect([...image.samples.data]).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]);
  });
});

describe("decodePng refuses", () => {
  const idat = "a.png, byte 33";

  it("chunks that are not where and what they must be", () => {
    expect(message(Uint8Array.of(1, 2, 3))).toBe(
      "a.png, byte 0: not a PNG file: wrong magic number: expected [137,80,78,71,13,10,26,10], got [1,2,3]",
    );
    expect(message(png(header(), rows))).toBe("a.png, byte 59: PNG ends before its IEND chunk");
    expect(message(png(header(), rows.slice(0, -3)))).toBe(
      "a.png, byte 56: PNG ends inside its IDAT chunk: expected 59, got 56",
    );
    expect(message(png(header(), [0, 0, 0, 0, 1, 2, 3, 4]))).toBe(
      "a.png, byte 37: PNG chunk name is not four letters: got [1,2,3,4]",
    );
    expect(message(png(header().with(-1, 0)))).toBe(
      "a.png, byte 29: CRC-32 of PNG chunk IHDR differs: expected 1474122240, got 1474122488",
    );
    expect(message(png(rows, header(), end))).toBe(
      "a.png, byte 8: PNG chunk IHDR must come first, and once: got IDAT",
    );
    expect(message(png(header(), header(), rows, end))).toBe(
      `${idat}: PNG chunk IHDR must come first, and once: got IHDR`,
    );
    expect(message(png(header(), chunk("NEED"), rows, end))).toBe(
      `${idat}: PNG chunk that the picture needs is not known: expected [IHDR,PLTE,IDAT,IEND], got NEED`,
    );
    expect(message(png(header(), chunk("PLTE"), chunk("PLTE"), rows, end))).toBe(
      "a.png, byte 45: PNG palette (PLTE) twice",
    );
    expect(message(png(header(), rows, chunk("teST"), rows, end))).toBe(
      "a.png, byte 71: PNG picture data (IDAT) are not in one piece",
    );
    expect(message(png(header(), end))).toBe("a.png, byte 45: PNG without picture data (IDAT)");
    expect(message(fixture("animated"))).toBe(
      `${idat}: PNG is an animation, not one picture. Save the picture that is meant as a file of its own.`,
    );
  });

  it("headers that PNG does not have", () => {
    const said = (differs: Readonly<Record<number, number>>): string =>
      message(png(header(differs), rows, end));
    expect(said({ 3: 0 })).toBe("a.png, byte 16: PNG has no pixels: got [0,2]");
    expect(said({ 9: 1 })).toBe(
      "a.png, byte 25: unknown PNG colour type: expected [0,2,3,4,6], got 1",
    );
    expect(said({ 8: 3 })).toBe(
      "a.png, byte 24: bits a sample of a PNG in grey: expected [1,2,4,8,16], got 3",
    );
    expect(said({ 8: 4, 9: 6 })).toBe(
      "a.png, byte 24: bits a sample of a PNG in rgb+alpha: expected [8,16], got 4",
    );
    expect(said({ 10: 1 })).toBe(
      "a.png, byte 26: unknown PNG compression method: expected [0], got 1",
    );
    expect(said({ 11: 1 })).toBe("a.png, byte 27: unknown PNG filter method: expected [0], got 1");
    expect(said({ 12: 2 })).toBe(
      "a.png, byte 28: unknown PNG interlace method: expected [0,1], got 2",
    );
    expect(message(png(chunk("IHDR", 1), rows, end))).toBe(
      "a.png, byte 8: length of PNG chunk IHDR: expected 13, got 1",
    );
  });

  it("samples that are not those of the picture", () => {
    const said = (...data: number[]): string => message(png(header(), packed(...data), end));
    expect(said(0, 1, 2, 5, 3, 4)).toBe(
      `${idat}, row 1: unknown PNG filter: expected [0,1,2,3,4], got 5`,
    );
    expect(said(0, 1, 2)).toBe(
      `${idat}: zlib stream holds less than its picture: expected 6, got 3`,
    );
    expect(said(0, 1, 2, 0, 3, 4, 0)).toBe(
      `${idat}: zlib stream holds more than its picture: expected 6`,
    );
    expect(message(png(header(), chunk("IDAT", 1, 2, 3), end))).toBe(
      `${idat}: damaged zlib stream (reason incorrect header check)`,
    );
    // The last four bytes of a zlib stream are its checksum, and of a chunk its CRC-32.
    const stream = [...deflateSync(Uint8Array.of(0, 1, 2, 0, 3, 4))];
    expect(message(png(header(), chunk("IDAT", ...stream.with(-1, 9)), end))).toBe(
      `${idat}: damaged zlib stream (reason incorrect data check)`,
    );
  });

  it("sizes that no memory should be taken for", () => {
    expect(message(png(header({ 0: 127, 4: 127 }), rows, end))).toBe(
      `${idat}: picture has more samples than are read: expected at most 268435456, got [1,2130706434,2130706434]. ` +
        "Shrink it or cut it into tiles first.",
    );
    expect(message(png(header({ 2: 10, 6: 10 }), rows, end))).toBe(
      `${idat}: picture is larger than its packed bytes can hold: expected at most 14448, got 6566406 ` +
        "(packed 14, shape [1,2562,2562])",
    );
    // 60 000 x 60 000.
    const [high, low] = [60_000 >> 8, 60_000 & 255];
    expect(message(png(header({ 2: high, 3: low, 6: high, 7: low }), rows, end))).toBe(
      `${idat}: picture has more samples than are read: expected at most 268435456, got [1,60000,60000]. ` +
        "Shrink it or cut it into tiles first.",
    );
    // A palette makes three samples of one.
    const wide = header({ 2: 40, 6: 40, 8: 1, 9: 3 });
    expect(message(png(wide, chunk("PLTE", 1, 2, 3), rows, end))).toMatch(
      /more samples than are read: expected at most 268435456, got \[3,10242,10242\]/,
    );
  });

  it("pixels that are not opaque, in whatever form", () => {
    const clear = (row: number, column: number, alpha: number): string =>
      `a.png: picture is partly transparent (row ${row}, column ${column}, alpha ${alpha}). ` +
      "Lay it over a background of your choice, and save it without alpha.";
    expect(message(fixture("clear-grey"))).toBe(clear(4, 3, 128));
    expect(message(fixture("clear-rgb"))).toBe(clear(4, 3, 128));
    expect(message(fixture("palette-clear"))).toBe(clear(0, 2, 7));
    expect(message(fixture("key-grey"))).toBe(clear(0, 1, 0));
    expect(message(fixture("key-rgb"))).toBe(clear(2, 5, 0));
    expect(message(fixture("alpha-and-key"))).toBe("a.png, byte 33: PNG has both alpha and tRNS");
    expect(message(png(header(), chunk("tRNS", 1), rows, end))).toBe(
      "a.png, byte 33: length of PNG chunk tRNS: expected 2, got 1",
    );
  });

  it("palettes that do not fit", () => {
    expect(message(fixture("palette-missing"))).toBe("a.png: PNG lacks its palette (PLTE)");
    expect(message(fixture("palette-short"))).toBe(
      "a.png: PNG pixel outside its palette: expected at most 1, got 2 (row 0, column 1)",
    );
    const indexed = header({ 9: 3 });
    expect(message(png(indexed, chunk("PLTE", 1, 2, 3, 4), rows, end))).toBe(
      "a.png, byte 33: length of the PNG palette (PLTE): expected a multiple of 3, at most 768, got 4",
    );
    expect(message(png(indexed, chunk("PLTE", 1, 2, 3), chunk("tRNS", 1, 2), rows, end))).toBe(
      "a.png, byte 48: PNG tRNS is longer than the palette: expected at most 1, got 2",
    );
  });

  it("orientations that EXIF does not have", () => {
    const exif = (value: number): number[] =>
      chunk("eXIf", 73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 18, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0);
    expect(message(png(header(), exif(8), rows, end))).toBe("no error");
    expect(message(png(header(), exif(9), rows, end))).toBe(
      "a.png, byte 41, eXIf: unknown orientation of a picture: expected 0 to 8, got 9",
    );
  });
});
