import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import { crc32 } from "./crc32.js";
import { decodeNpz } from "./npz.js";
import { decodeRaster } from "./raster.js";

const folder = new URL("../../../fixtures/raster/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
/** What libpng, libjpeg-turbo, libtiff and tifffile see. */
const expected = decodeNpz(fixture("expected.npz"), "expected.npz");
const pictures = readdirSync(folder).filter((name) => /\.(png|jpg|tif)$/.test(name));

/** "decoded", the message of a FormatError, or what else was thrown. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await decodeRaster(bytes, "a");
    return "decoded";
  } catch (error) {
    return error instanceof FormatError ? error.message : `no FormatError: ${String(error)}`;
  }
}

/** `bytes` with the CRC-32 of each PNG chunk put right, so that a change reaches what is behind them. */
function withRightCrcs(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
  return bytes;
}

describe("decodeRaster", () => {
  it.each([...expected])("reads %s as other readers do, every sample", async (name, samples) => {
    const image = await decodeRaster(fixture(name), name);
    expect(image.samples).toEqual(samples);
    expect(image.channels).toBe(samples.shape[0] === 1 ? "grey" : "rgb");
    expect([image.spacingMm, image.affine]).toEqual([null, null]);
  });

  it("has a golden value or a refusal for every file, and golden values that tell files apart", async () => {
    const refused = pictures.filter((name) => !expected.has(name));
    expect([expected.size, refused.length]).toEqual([134, 19]);
    for (const name of refused) expect(await outcome(fixture(name)), name).not.toBe("decoded");
    // Wrong variants: another turn, the other grey, another type.
    for (const [name, other] of [
      ["turned6.jpg", "turned8.jpg"],
      ["turned6.tif", "turned5.tif"],
      ["white-is-zero.tif", "grey-none.tif"],
      ["uint16-big.tif", "int16-big.tif"],
    ] as const) {
      expect(expected.get(name), name).not.toEqual(expected.get(other));
    }
  });

  it("gives samples of their own: the bytes are neither changed nor shared", async () => {
    for (const name of ["grey8.png", "rgb16.png", "uint8-little.tif", "grey.jpg"]) {
      const bytes = fixture(name);
      const image = await decodeRaster(bytes, name);
      expect(bytes).toEqual(fixture(name));
      bytes.fill(0);
      expect(image.samples).toEqual(expected.get(name));
    }
  });

  it("reads bytes that start anywhere in their buffer", async () => {
    for (const name of ["rgb16-adam7.png", "differences-float-big.tif", "colour420.jpg"]) {
      const bytes = fixture(name);
      const moved = new Uint8Array(bytes.length + 3).subarray(3);
      moved.set(bytes);
      expect((await decodeRaster(moved, name)).samples, name).toEqual(expected.get(name));
    }
  });

  it("refuses other kinds of files, by name where it knows them", async () => {
    const text = (words: string): Uint8Array => new TextEncoder().encode(words);
    const kinds = [
      ["GIF89a", "GIF"],
      ["BM1234", "BMP"],
      ["RIFF1234WEBP", "WebP"],
      ["1234ftypavif", "HEIF or AVIF"],
      ["1234jP  1234", "JPEG 2000"],
      [`${"0".repeat(128)}DICM`, "DICOM"],
    ] as const;
    for (const [start, kind] of kinds) {
      expect(await outcome(text(start))).toBe(
        `a, byte 0: not a picture that is read: expected [PNG,JPEG,TIFF], got ${kind}`,
      );
    }
    expect(await outcome(text("hello, reader"))).toBe(
      "a, byte 0: not a picture that is read: expected [PNG,JPEG,TIFF], got [104,101,108,108,111,44,32,114]",
    );
    expect(await outcome(new Uint8Array(0))).toBe(
      "a, byte 0: not a picture that is read: expected [PNG,JPEG,TIFF], got []",
    );
  });
});

describe("decodeRaster of damaged files", () => {
  const cut = ["grey4-adam7.png", "turned.png", "palette2.png", "turned6.jpg"];
  const cutTiffs = ["grey-lzw.tif", "planes-packbits.tif", "bigtiff-big.tif", "tiles-zlib.tif"];

  it.each([...cut, ...cutTiffs])("refuses %s cut off at any byte", async (name) => {
    const bytes = fixture(name);
    for (let length = 0; length < bytes.length; length++) {
      const said = await outcome(bytes.subarray(0, length));
      expect(said, `${name} ${length}`).toMatch(/^a[,:]/);
    }
  });

  it("refuses or decodes any change of bytes, and throws nothing else", async () => {
    const rng = createRng("changed bytes");
    const said = new Map<boolean, number>();
    for (let round = 0; round < 1000; round++) {
      const bytes = fixture(pictures[rng.integer(pictures.length)] ?? "");
      // Most of a file's structure is near its start.
      const reach = rng.integer(2) === 0 ? bytes.length : Math.min(bytes.length, 200);
      for (let change = rng.integer(4); change >= 0; change--) {
        bytes[rng.integer(reach)] = [0, 1, 255, rng.integer(256)][rng.integer(4)] ?? 0;
      }
      const isPng = bytes[0] === 0x89;
      const result = await outcome(isPng && rng.integer(2) === 0 ? withRightCrcs(bytes) : bytes);
      expect(result).not.toMatch(/no FormatError/);
      said.set(result === "decoded", (said.get(result === "decoded") ?? 0) + 1);
    }
    expect(said.get(true)).toBeGreaterThan(50);
    expect(said.get(false)).toBeGreaterThan(500);
  });
});
