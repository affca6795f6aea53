import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { encodeNpy } from "../npy.js";
import { decodeNpz } from "../npz.js";
import { decodeNpyImage } from "./npy-image.js";

const folder = new URL("../../../../fixtures/npy-images/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
/** What NumPy makes of the files, channels first. */
const expected = decodeNpz(fixture("expected.npz"), "expected.npz");

const message = (bytes: Uint8Array): string => {
  try {
    decodeNpyImage(bytes, "a.npy");
  } catch (error) {
    return error instanceof FormatError ? error.message : `no FormatError: ${String(error)}`;
  }
  return "no error";
};

describe("decodeNpyImage", () => {
  it.each([...expected])("puts the channels of %s first, as NumPy does", (name, samples) => {
    const image = decodeNpyImage(fixture(`${name}.npy`), name);
    expect(image.samples).toEqual(samples);
    expect(image.channels).toBe(samples.shape[0] === 1 ? "grey" : "rgb");
    expect([image.spacingMm, image.affine]).toEqual([null, null]);
  });

  it("has golden values that tell a wrong order of channels", () => {
    const image = decodeNpyImage(fixture("rgb-uint8.npy"), "a");
    const stored = fixture("rgb-uint8.npy").subarray(128);
    expect(expected.get("rgb-uint8")?.data).not.toEqual(stored);
    expect([...image.samples.data].sort()).toEqual([...stored].sort());
  });

  it.each(["grey-fortran", "volume-int16"])("reads %s in gzip", (name) => {
    expect(decodeNpyImage(fixture(`${name}.npy.gz`), name).samples).toEqual(expected.get(name));
  });

  it("says what it refuses", () => {
    const refused = (name: string): string => message(fixture(`refused-${name}.npy`));
    const forms = "expected [H x W,H x W x 3,H x W x 4,X x Y x Z]";
    const flat =
      "Save a grey picture as [H, W], a colour picture as [H, W, 3], and a volume of so few slices as NIfTI.";
    expect(refused("alpha")).toBe(
      "a.npy: picture is partly transparent (row 0, column 1, alpha 0). " +
        "Lay it over a background of your choice, and save it without alpha.",
    );
    expect(refused("float-alpha")).toBe(
      "a.npy: alpha of an NPY picture is not of a whole number: expected [uint8,uint16], got float32. " +
        "Save the three colours alone, as [H, W, 3].",
    );
    for (const [name, shape] of [
      ["channel-first", "3,8,8"],
      ["one-first", "1,8,8"],
      ["one-last", "8,8,1"],
    ] as const) {
      expect(refused(name)).toBe(
        `a.npy: NPY array may be a picture or a flat volume: got [${shape}]. ${flat}`,
      );
    }
    expect(refused("vector")).toBe(
      `a.npy: NPY array is not one picture or volume: ${forms}, got [8]`,
    );
    expect(refused("four-axes")).toBe(
      `a.npy: NPY array is not one picture or volume: ${forms}, got [2,8,8,3]`,
    );
    expect(refused("no-samples")).toBe("a.npy: NPY image has an axis without samples: got [0,8]");
  });

  it("unpacks gzip no further than its header declares", () => {
    const plain = encodeNpy({ dtype: "uint8", shape: [5, 5], data: new Uint8Array(25) });
    const longer = new Uint8Array(2 ** 20);
    longer.set(plain);
    expect(message(gzipSync(longer))).toBe(
      "a.npy: gzip stream holds more bytes than its header declares: expected at most 153. " +
        "The header may have fewer axes, or a narrower type, than the data.",
    );
    const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (99999, 99999, 9), }";
    const huge = new Uint8Array(128).fill(0x20);
    huge.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    huge.set(new TextEncoder().encode(text), 10);
    expect(message(gzipSync(huge))).toBe(
      "a.npy, byte 10: volume has too many voxels to be held in memory: expected at most 268435456, got [99999,99999,9]. " +
        "Crop or resample it.",
    );
  });

  it("refuses every truncation", () => {
    for (const name of ["rgba-uint8.npy", "grey-fortran.npy.gz"]) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        expect(message(bytes.subarray(0, length)), `${name} ${length}`).toMatch(/^a\.npy[,:]/);
      }
    }
  });
});
