import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { decodeTiff } from "./tiff.js";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/raster/${name}.tif`, import.meta.url)));

const message = (bytes: Uint8Array): string => {
  try {
    decodeTiff(bytes, "a.tif");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
};

/** Tags of a grey picture of 3 x 2 with 8 bits, whose six samples stand at byte 8. */
const plain: Readonly<Record<number, readonly number[]>> = {
  256: [3],
  257: [2],
  258: [8],
  259: [1],
  262: [1],
  273: [8],
  277: [1],
  278: [2],
  279: [6],
};

/** A little-endian TIFF of samples 1 to 6 and these tags, SHORT each; a tag without values is left out. */
function tiff(differs: Readonly<Record<number, readonly number[]>> = {}): Uint8Array {
  const tags = Object.entries({ ...plain, ...differs }).filter(([, values]) => values.length > 0);
  const start = 14;
  const valuesAt = start + 2 + 12 * tags.length + 4;
  const bytes = new Uint8Array(valuesAt + 100);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, start, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
  view.setUint16(start, tags.length, true);
  let next = valuesAt;
  for (const [index, [tag, values]] of tags.entries()) {
    const at = start + 2 + 12 * index;
    view.setUint16(at, Number(tag), true);
    view.setUint16(at + 2, 3, true);
    view.setUint32(at + 4, values.length, true);
    const place = values.length <= 2 ? at + 8 : next;
    if (values.length > 2) view.setUint32(at + 8, next, true);
    for (const [offset, value] of values.entries()) view.setUint16(place + 2 * offset, value, true);
    if (values.length > 2) next += 2 * values.length;
  }
  return bytes;
}

describe("decodeTiff", () => {
  it("takes the values that TIFF 6.0 gives to tags that are not there", () => {
    const samples = { dtype: "uint8", shape: [1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(decodeTiff(tiff(), "a.tif").samples).toEqual(samples);
    expect(decodeTiff(tiff({ 259: [], 277: [], 278: [] }), "a.tif").samples).toEqual(samples);
  });

  it("inverts, turns and undoes differences only where the tags say so", () => {
    const data = (differs: Readonly<Record<number, readonly number[]>>) => [
      ...decodeTiff(tiff(differs), "a.tif").samples.data,
    ];
    expect(data({ 262: [0] })).toEqual([254, 253, 252, 251, 250, 249]);
    expect(data({ 274: [6] })).toEqual([4, 1, 5, 2, 6, 3]);
    // The same bytes with other predictors are other pictures.
    const differences = fixture("differences-little");
    const tag = [0x3d, 0x01, 3, 0, 1, 0, 0, 0, 2];
    const at = differences.findIndex((_, start) =>
      tag.every((value, index) => differences[start + index] === value),
    );
    expect(at).toBeGreaterThan(0);
    const undone = decodeTiff(differences, "a.tif");
    expect(decodeTiff(differences.with(at + 8, 1), "a.tif")).not.toEqual(undone);
  });

  it("finds strips and tiles of one plane after those of another", () => {
    const strips = decodeTiff(tiff({ 278: [1], 273: [11, 8], 279: [3, 3] }), "a.tif");
    expect([...strips.samples.data]).toEqual([4, 5, 6, 1, 2, 3]);
    const planes = { 258: [8, 8, 8], 262: [2], 277: [3], 284: [2], 256: [2], 257: [1] };
    const image = decodeTiff(tiff({ ...planes, 273: [12, 8, 10], 279: [2, 2, 2] }), "a.tif");
    expect([image.channels, ...image.samples.data]).toEqual(["rgb", 5, 6, 1, 2, 3, 4]);
  });
});

describe("decodeTiff refuses", () => {
  const advice = "Save it as grey or RGB with LZW or Deflate, or without compression.";

  it("bytes that are no TIFF directory", () => {
    expect(message(Uint8Array.of(1, 2, 3, 4))).toBe(
      "a.tif, byte 0: not a TIFF file: wrong byte order mark: expected [II,MM], got [1,2]",
    );
    expect(message(tiff().with(2, 44))).toBe(
      "a.tif, byte 2: not a TIFF file: wrong magic number: expected [42 TIFF,43 BigTIFF], got 44",
    );
    expect(message(fixture("bigtiff-big").with(5, 4))).toBe(
      "a.tif, byte 4: unknown length of BigTIFF offsets: expected [8,0], got [4,0]",
    );
    expect(message(tiff().subarray(0, 20))).toBe(
      "a.tif, byte 20: TIFF ends inside its directory: expected 124, got 20",
    );
    expect(message(tiff().with(28, 0).with(29, 1))).toBe("a.tif, byte 28: TIFF tag 256 twice");
    expect(message(tiff().with(4, 255).with(7, 255))).toBe(
      "a.tif, byte 228: TIFF ends inside its directory: expected 4278190337, got 228",
    );
  });

  it("more than one picture", () => {
    expect(message(fixture("pages"))).toBe(
      "a.tif: TIFF has more than one picture. " +
        "Save the page that is meant as a file of its own, or a volume as NIfTI or DICOM.",
    );
  });

  it("variants that are not read, by name", () => {
    expect(message(fixture("jpeg"))).toBe(
      "a.tif, tag 259: TIFF compression is not supported: " +
        `expected [1 none,5 LZW,8 Deflate,32946 Deflate,32773 PackBits], got 7 JPEG. ${advice}`,
    );
    const photometric =
      "a.tif, tag 262: TIFF photometric interpretation is not supported: " +
      "expected [0 WhiteIsZero,1 BlackIsZero,2 RGB], got";
    expect(message(fixture("palette"))).toBe(`${photometric} 3 palette. ${advice}`);
    expect(message(fixture("cmyk"))).toBe(`${photometric} 5 CMYK. ${advice}`);
    expect(message(tiff({ 262: [32803] }))).toBe(`${photometric} 32803. ${advice}`);
    const type = (got: string, samples = 1): string =>
      "a.tif, tag 258: TIFF sample type is not supported: " +
      `expected [uint8,uint16,uint32,int8,int16,int32,float32], got [${got}] (samples ${samples}). ` +
      "Save it with 8 or 16 bits a sample, or as float32.";
    expect(message(fixture("bits"))).toBe(type("format 1 of 1 bits"));
    expect(message(fixture("float64"))).toBe(type("format 3 of 64 bits"));
    expect(message(tiff({ 339: [4] }))).toBe(type("format 4 of 8 bits"));
    expect(message(tiff({ 262: [2], 277: [3], 258: [8, 8, 16] }))).toBe(
      type("format 1 of 8 bits,format 1 of 16 bits", 3),
    );
    expect(message(tiff({ 277: [2] }))).toBe(type("format 1 of 8 bits", 2));
    expect(message(fixture("white-is-zero-signed"))).toBe(
      "a.tif, tag 262: TIFF WhiteIsZero has a meaning for unsigned samples only: got int16",
    );
    expect(message(tiff({ 266: [2] }))).toBe(
      "a.tif, tag 266: TIFF order of bits in a byte (FillOrder) is not supported: expected [1], got 2",
    );
    expect(message(tiff({ 284: [3] }))).toBe(
      "a.tif, tag 284: TIFF planar configuration is not supported: expected [1,2], got 3",
    );
    expect(message(tiff({ 317: [2] }))).toBe(
      "a.tif, tag 317: TIFF predictor is not supported: " +
        "expected [1 none,2 differences of whole numbers,3 differences of float32], got 2 with none of uint8",
    );
    expect(message(tiff({ 274: [9] }))).toBe(
      "a.tif, tag 274: unknown orientation of a picture: expected 0 to 8, got 9",
    );
  });

  it("samples beyond colour and one alpha, and alpha that is not opaque", () => {
    expect(message(fixture("five"))).toBe(
      "a.tif, tag 277: samples a pixel of a TIFF: expected [3,4 with alpha, unsigned], got 5 of uint8",
    );
    expect(message(fixture("clear"))).toBe(
      "a.tif: picture is partly transparent (row 4, column 3, alpha 7). " +
        "Lay it over a background of your choice, and save it without alpha.",
    );
  });

  it("fields that are missing or of another kind", () => {
    expect(message(tiff({ 256: [] }))).toBe(
      "a.tif, tag 256: TIFF field must have one value: got no field",
    );
    expect(message(tiff({ 257: [2, 2] }))).toBe(
      "a.tif, tag 257: TIFF field must have one value: got 2",
    );
    expect(message(tiff().with(18, 2))).toBe(
      "a.tif, tag 256: type of a TIFF field is not one of whole numbers: expected [1,3,4,6,8,9,16,17], got 2",
    );
    expect(message(tiff().with(20, 200))).toBe(
      "a.tif, tag 256, byte 228: TIFF ends inside the values of a field: expected 403, got 228",
    );
    expect(message(tiff({ 256: [0] }))).toBe("a.tif, tag 256: TIFF has no pixels: got [0,2]");
  });

  it("strips and tiles that do not make up the picture", () => {
    expect(message(tiff({ 273: [] }))).toBe(
      "a.tif: TIFF must have strips (tag 273) or tiles (tag 324): got neither",
    );
    expect(message(tiff({ 324: [8] }))).toBe(
      "a.tif: TIFF must have strips (tag 273) or tiles (tag 324): got both",
    );
    expect(message(tiff({ 278: [0] }))).toBe("a.tif: TIFF strip of no size: got [3,0]");
    expect(message(tiff({ 278: [1] }))).toBe(
      "a.tif, tags 273 and 279: number of TIFF strips: expected 2, got [1,1]",
    );
    expect(message(tiff({ 279: [] }))).toBe(
      "a.tif, tags 273 and 279: number of TIFF strips: expected 1, got [1,0]",
    );
    expect(message(tiff({ 273: [9999] }))).toBe(
      "a.tif, byte 9999, strip 0: TIFF ends inside its strips: expected 10005, got 228",
    );
    expect(message(tiff({ 279: [7] }))).toBe(
      "a.tif, byte 8, strip 0: length of unpacked TIFF samples: expected 6, got 7",
    );
  });

  it("sizes that no memory should be taken for", () => {
    const wide = { 256: [60_000], 257: [60_000], 278: [60_000] };
    expect(message(tiff(wide))).toBe(
      "a.tif: picture has more samples than are read: expected at most 268435456, got [1,60000,60000]. " +
        "Shrink it or cut it into tiles first.",
    );
    expect(message(tiff({ 256: [300] }))).toBe(
      "a.tif: picture is larger than its packed bytes can hold: expected at most 228, got 600 " +
        "(packed 228, shape [1,2,300])",
    );
    // 65 535 x 65 535 samples a tile, of which the picture would show six.
    const tiles = { 273: [], 278: [], 279: [], 322: [65_535], 323: [65_535], 324: [8], 325: [6] };
    expect(message(tiff(tiles))).toMatch(/more samples than are read.*got \[1,65535,65535\]/);
    expect(message(tiff({ 259: [5], 256: [300], 279: [1], 257: [10], 278: [10] }))).toBe(
      "a.tif, byte 8, strip 0: picture is larger than its packed bytes can hold: expected at most 1400, got 3000 " +
        "(packed 1, shape [1,10,300])",
    );
  });

  it("packed bytes that give nothing: a piece looks at no more than it can need", () => {
    const strip = (codes: number): Uint8Array => {
      // One pixel: clear codes (256) of nine bits, and the code of a 7.
      const bits = `${"100000000".repeat(codes)}000000111`;
      const packed = Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
        parseInt(bits.slice(8 * index, 8 * index + 8).padEnd(8, "0"), 2),
      );
      const tags = tiff({
        256: [1],
        257: [1],
        259: [5],
        273: [228],
        278: [1],
        279: [packed.length],
      });
      return Uint8Array.of(...tags, ...packed);
    };
    expect([...decodeTiff(strip(100), "a.tif").samples.data]).toEqual([7]);
    expect(message(strip(2000))).toBe(
      "a.tif, byte 228, strip 0: LZW samples end early: expected 1, got 0",
    );
  });
});
