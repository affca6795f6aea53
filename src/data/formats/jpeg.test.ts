import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { decodeJpeg } from "./jpeg.js";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/raster/${name}.jpg`, import.meta.url)));

async function message(bytes: Uint8Array): Promise<string> {
  try {
    await decodeJpeg(bytes, "a.jpg");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
}

/** Where the marker ff `code` stands. */
function markerAt(bytes: Uint8Array, code: number): number {
  const at = bytes.findIndex((value, index) => value === 0xff && bytes[index + 1] === code);
  expect(at).toBeGreaterThan(0);
  return at;
}

/** `bytes` with others put in at `at`. */
const insert = (bytes: Uint8Array, at: number, ...more: number[]): Uint8Array =>
  Uint8Array.of(...bytes.subarray(0, at), ...more, ...bytes.subarray(at));

describe("decodeJpeg", () => {
  it("takes fill bytes before a marker, and does not look at bytes after the picture", async () => {
    const bytes = fixture("colour420");
    const image = await decodeJpeg(bytes, "a.jpg");
    expect(await decodeJpeg(insert(bytes, 2, 0xff, 0xff), "a.jpg")).toEqual(image);
    expect(await decodeJpeg(insert(bytes, bytes.length, 1, 2, 3), "a.jpg")).toEqual(image);
    expect(await decodeJpeg(insert(bytes, bytes.length, ...bytes), "a.jpg")).toEqual(image);
  });

  it("takes the orientation of the first EXIF segment, and only of EXIF", async () => {
    const exif = (value: number, mark = 0x45): number[] => {
      const tiff = [73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 18, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0];
      return [0xff, 0xe1, 0, 30, mark, 0x78, 0x69, 0x66, 0, 0, ...tiff];
    };
    const bytes = fixture("grey");
    const shapeOf = async (...segments: number[]) =>
      (await decodeJpeg(insert(bytes, 2, ...segments), "a.jpg")).samples.shape;
    expect(await shapeOf()).toEqual([1, 21, 37]);
    expect(await shapeOf(...exif(6), ...exif(1))).toEqual([1, 37, 21]);
    expect(await shapeOf(...exif(1), ...exif(6))).toEqual([1, 21, 37]);
    expect(await shapeOf(...exif(6, 0x65))).toEqual([1, 21, 37]);
    // A whole number with sign (SLONG), as some cameras write it.
    expect(await shapeOf(...exif(6).with(22, 9))).toEqual([1, 37, 21]);
    expect(await message(insert(bytes, 2, ...exif(9)))).toBe(
      "a.jpg, EXIF, tag 274: unknown orientation of a picture: expected 0 to 8, got 9",
    );
    expect(await message(insert(bytes, 2, ...exif(6).with(10, 74)))).toBe(
      "a.jpg, byte 12, EXIF, byte 0: not a TIFF file: wrong byte order mark: expected [II,MM], got [74,73]",
    );
  });

  it("decodes many at a time to the same samples", async () => {
    const bytes = fixture("colour420-progressive");
    const image = await decodeJpeg(bytes, "a.jpg");
    const images = await Promise.all(Array.from({ length: 20 }, () => decodeJpeg(bytes, "a.jpg")));
    for (const other of images) expect(other).toEqual(image);
  });
});

describe("decodeJpeg refuses", () => {
  const grey = fixture("grey");
  const frame = markerAt(grey, 0xc0);

  it("kinds of JPEG that are not read, by name", async () => {
    const kind = (got: string): string =>
      `a.jpg, byte ${frame + 4}: kind of JPEG is not supported: ` +
      `expected [baseline,extended sequential,progressive], got ${got}. Save the picture as PNG.`;
    expect(await message(grey.with(frame + 1, 0xc3))).toBe(kind("lossless"));
    expect(await message(grey.with(frame + 1, 0xc9))).toBe(
      kind("extended sequential, arithmetic coding"),
    );
    expect(await message(grey.with(frame + 4, 12))).toBe(
      `a.jpg, byte ${frame + 4}: bits a sample of a JPEG: expected 8, got 12. Save the picture as PNG of 16 bits.`,
    );
    const cmyk = fixture("cmyk");
    const advice =
      "Convert it to RGB: how inks look is said by a colour profile, which is not read.";
    expect(await message(cmyk)).toBe(
      `a.jpg, byte ${markerAt(cmyk, 0xc0) + 4}: JPEG is neither grey nor of three colours: ` +
        `expected [1,3], got 4 (CMYK or YCCK). ${advice}`,
    );
    expect(await message(grey.with(frame + 9, 2))).toMatch(/expected \[1,3\], got 2\. Convert/);
  });

  it("headers that are damaged", async () => {
    expect(await message(Uint8Array.of(1, 2, 3))).toBe(
      "a.jpg, byte 0: not a JPEG file: wrong magic number: expected [255,216], got [1,2]",
    );
    expect(await message(grey.with(2, 7))).toBe(
      "a.jpg, byte 2: JPEG marker expected: expected 255, got 7",
    );
    expect(await message(grey.with(3, 0xd9))).toBe(
      "a.jpg, byte 3: JPEG marker has no place before a scan: got 217",
    );
    expect(await message(grey.subarray(0, 4))).toBe(
      "a.jpg, byte 4: JPEG ends before its first scan",
    );
    expect(await message(grey.with(4, 255))).toBe(
      `a.jpg, byte 4: length of a JPEG segment: expected 2 to ${grey.length - 4}, got 65296`,
    );
    expect(await message(grey.with(frame + 5, 0).with(frame + 6, 0))).toBe(
      `a.jpg, byte ${frame + 4}: JPEG has no pixels, or does not say how many rows: got [37,0]`,
    );
    const whole = grey.subarray(frame, frame + 13);
    expect(await message(insert(grey, frame, ...whole))).toBe(
      `a.jpg, byte ${frame + 17}: JPEG has two frames`,
    );
    expect(await message(grey.with(frame + 1, 0xe7))).toBe(
      "a.jpg: JPEG has no frame before its first scan",
    );
  });

  it("samples that libjpeg would have to guess", async () => {
    expect(await message(grey.subarray(0, -2))).toBe(
      "a.jpg: damaged JPEG (reason VipsJpeg: premature end of JPEG image)",
    );
    expect(await message(grey.subarray(0, -40))).toBe(
      "a.jpg: damaged JPEG (reason VipsJpeg: premature end of JPEG image)",
    );
    const quantisation = markerAt(grey, 0xdb);
    expect(await message(grey.with(quantisation + 1, 0xe7))).toBe(
      "a.jpg: damaged JPEG (reason VipsJpeg: Quantization table 0x00 was not defined)",
    );
    const middle = (markerAt(grey, 0xda) + grey.length) >> 1;
    expect(await message(grey.with(middle, 0xff).with(middle + 1, 0xd0))).toBe(
      "a.jpg: damaged JPEG (reason VipsJpeg: Corrupt JPEG data: premature end of data segment)",
    );
  });

  it("scans that are sent again, which would cost time without end", async () => {
    const bytes = fixture("grey-progressive");
    const last = bytes.findLastIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xda);
    const end = bytes.length - 2;
    const twice = [...bytes.subarray(0, end), ...bytes.subarray(last)];
    expect(await message(Uint8Array.from(twice))).toBe(
      "a.jpg: damaged JPEG (reason VipsJpeg: Inconsistent progression sequence for component 0 coefficient 1)",
    );
  });

  it("sizes that its bytes cannot hold", async () => {
    const large = grey.with(frame + 5, 40).with(frame + 7, 40);
    const limit = 512 * grey.length;
    expect(await message(large)).toBe(
      `a.jpg: picture is larger than its packed bytes can hold: expected at most ${limit}, ` +
        `got ${(40 * 256 + 21) * (40 * 256 + 37)} (packed ${grey.length}, shape [1,10261,10277])`,
    );
    const [high, low] = [60_000 >> 8, 60_000 & 255];
    const huge = grey
      .with(frame + 5, high)
      .with(frame + 6, low)
      .with(frame + 7, high);
    expect(await message(huge.with(frame + 8, low))).toBe(
      "a.jpg: picture has more samples than are read: expected at most 268435456, got [1,60000,60000]. " +
        "Shrink it or cut it into tiles first.",
    );
  });
});
