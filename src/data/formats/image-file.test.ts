import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import { decodeDicom } from "./dicom.js";
import { decodeImageFile } from "./image-file.js";
import type { ImageFileOptions } from "./image-file.js";
import { decodeMgh } from "./mgh.js";
import { decodeNifti } from "./nifti.js";
import { decodeNpz } from "./npz.js";

const folder = new URL("../../../fixtures/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const all = "expected [DICOM,PNG,JPEG,TIFF,NIfTI,MGH,NPY]";

async function message(bytes: Uint8Array, options: ImageFileOptions = {}): Promise<string> {
  try {
    await decodeImageFile(bytes, "a", options);
    return "no error";
  } catch (error) {
    return error instanceof FormatError ? error.message : `no FormatError: ${String(error)}`;
  }
}

describe("decodeImageFile", () => {
  it("reads every format by its bytes, with the golden values of its reader", async () => {
    const pictures = decodeNpz(fixture("raster/expected.npz"), "expected.npz");
    for (const name of ["grey.jpg", "rgb16.png", "grey-lzw.tif", "bigtiff-big.tif"]) {
      const image = await decodeImageFile(fixture(`raster/${name}`), "no name");
      expect(image.samples, name).toEqual(pictures.get(name));
    }
    const arrays = decodeNpz(fixture("npy-images/expected.npz"), "expected.npz");
    for (const [file, name] of [
      ["rgb-uint8.npy", "rgb-uint8"],
      ["volume-int16.npy.gz", "volume-int16"],
    ] as const) {
      const image = await decodeImageFile(fixture(`npy-images/${file}`), "no name");
      expect(image.samples, name).toEqual(arrays.get(name));
    }
  });

  it.each(["float32.nii", "float32-big.nii", "packed.nii.gz", "packed-v2.nii.gz", "scaled-v2.nii"])(
    "gives %s to the reader of NIfTI",
    async (name) => {
      const bytes = fixture(`nifti/${name}`);
      expect(await decodeImageFile(bytes, name)).toEqual(decodeNifti(bytes, name));
    },
  );

  it.each(["int16.mgh", "packed.mgz"])("gives %s to the reader of MGH", async (name) => {
    const bytes = fixture(`mgh/${name}`);
    expect(await decodeImageFile(bytes, name)).toEqual(decodeMgh(bytes, name));
  });

  it.each(["explicit", "bare-implicit", "rle-rgb", "deflated"])(
    "gives %s to the reader of DICOM",
    async (name) => {
      const bytes = fixture(`dicom/${name}.dcm`);
      const image = await decodeImageFile(bytes, name);
      expect(image).toEqual(await decodeDicom(bytes, { source: name }));
      // Told first: a slide can be a TIFF file too.
      if (name !== "explicit") return;
      bytes.set([0x49, 0x49, 0x2a, 0]);
      expect(await decodeImageFile(bytes, name)).toEqual(image);
    },
  );

  it("takes the frame and the window of a DICOM file", async () => {
    const bytes = fixture("dicom/frames.dcm");
    expect(await message(bytes)).toMatch(/^a: the DICOM file has several frames: got \d+\. Say/);
    for (const options of [{ frame: 0 }, { frame: 1, window: { centre: 9, width: 30 } }]) {
      const image = await decodeImageFile(bytes, "a", options);
      expect(image).toEqual(await decodeDicom(bytes, { source: "a", ...options }));
    }
  });

  it("says what the first bytes of another file look like", async () => {
    const kinds: [Uint8Array, string][] = [
      [text("GIF89a"), "GIF"],
      [text("BM1234"), "BMP"],
      [text("RIFF1234WEBP"), "WebP"],
      [text("1234ftypavif"), "HEIF or AVIF"],
      [text("1234jP  1234"), "JPEG 2000"],
      [text(`${"0".repeat(257)}ustar`), "tar archive"],
      [text("NRRD0004"), "NRRD"],
      [Uint8Array.of(0x89, ...text("HDF\r\n\x1a\n")), "HDF5 (or MINC, or MATLAB 7.3)"],
      [Uint8Array.of(...text("PK"), 3, 4), "ZIP archive (NPZ is one)"],
      [text("BZh9"), "bzip2"],
      [text("%PDF-1.7"), "PDF"],
      [text("version https://git-lfs.github.com"), "pointer of Git LFS (run git lfs pull)"],
      [text("<!DOCTYPE html><html>"), "web page"],
      [text("patient,finding\nDoe,1\n"), "text"],
      [new Uint8Array(0), "an empty file"],
      [Uint8Array.of(1, 2, 254, 255), "bytes 0102feff"],
      [
        Uint8Array.from({ length: 40 }, (_, index) => index),
        "bytes 000102030405060708090a0b0c0d0e0f",
      ],
    ];
    for (const [bytes, kind] of kinds) {
      expect(await message(bytes)).toBe(
        `a, byte 0: not an image file that is read: ${all}, got ${kind}`,
      );
    }
    expect(await message(gzipSync(text("id,sex")))).toBe(
      `a, byte 0: not an image file that is read: ${all}, got gzip of text`,
    );
    expect(await message(gzipSync(gzipSync(text("id,sex"))))).toBe(
      `a, byte 0: not an image file that is read: ${all}, got gzip of gzip`,
    );
  });

  it("refuses gzip of pictures, and damaged gzip", async () => {
    expect(await message(gzipSync(fixture("raster/rgb16.png")))).toBe(
      "a: gzip of a PNG file is not read: expected [NIfTI,MGH,NPY]. Unpack it with gunzip.",
    );
    expect(await message(Uint8Array.of(0x1f, 0x8b, 8))).toBe(
      `a, byte 0: not an image file that is read: ${all}, got gzip of an empty file`,
    );
    expect(await message(fixture("nifti/packed.nii.gz").subarray(0, -5))).toBe(
      "a: damaged or truncated gzip stream (reason unexpected end of file)",
    );
  });

  it("takes no frame and no window of a format that has none", async () => {
    const bytes = fixture("nifti/float32.nii");
    expect(await message(bytes, { frame: 0, window: "none" })).toBe("no error");
    expect(await message(bytes, { frame: 2 })).toBe(
      "a: a NIfTI file has one picture or volume: expected frame 0, got 2",
    );
    for (const [window, got] of [
      ["first", "first"],
      [{ centre: 40, width: 400 }, "40 +- 200"],
    ] as const) {
      expect(await message(bytes, { window })).toBe(
        `a: a NIfTI file has no window of its own: got ${got}. Say which values are meant with a window step in preprocess.`,
      );
    }
  });

  it("refuses or decodes any change of bytes, and throws nothing else", async () => {
    const rng = createRng("changed image files");
    const names = [
      ...["nifti/int16.nii", "nifti/packed.nii.gz", "mgh/int16.mgh", "npy-images/rgba-uint8.npy"],
      ...["npy-images/volume-int16.npy.gz", "raster/grey8.png", "raster/grey-lzw.tif"],
      ...["dicom/explicit.dcm", "dicom/bare-implicit.dcm"],
    ];
    const said = new Map<boolean, number>();
    for (let round = 0; round < 400; round++) {
      const bytes = fixture(names[rng.integer(names.length)] ?? "");
      const reach = rng.integer(2) === 0 ? bytes.length : Math.min(bytes.length, 200);
      for (let change = rng.integer(3); change >= 0; change--) {
        bytes[rng.integer(reach)] = [0, 1, 255, rng.integer(256)][rng.integer(4)] ?? 0;
      }
      const result = await message(bytes);
      expect(result).not.toMatch(/no FormatError/);
      said.set(result === "no error", (said.get(result === "no error") ?? 0) + 1);
    }
    expect(said.get(true)).toBeGreaterThan(20);
    expect(said.get(false)).toBeGreaterThan(100);
  });
});
