import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { goldenImages } from "../../../fixtures/nifti/golden-images.js";
import { FormatError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import { decodeMgh } from "./mgh.js";

const folder = new URL("../../../fixtures/mgh/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

const message = (bytes: Uint8Array): string => {
  try {
    decodeMgh(bytes, "a.mgh");
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

const patched = (patch: (view: DataView) => void, name = "int16.mgh"): Uint8Array => {
  const bytes = fixture(name);
  patch(new DataView(bytes.buffer));
  return bytes;
};
const int32 = (place: number, value: number): Uint8Array =>
  patched((view) => view.setInt32(place, value));
const float32 = (place: number, value: number): Uint8Array =>
  patched((view) => view.setFloat32(place, value));

/** 24 voxels of int16 after the header of 284 bytes. */
const voxelsEnd = 332;

describe("decodeMgh", () => {
  it.each(goldenImages(folder))("reads %s as nibabel does, bit for bit", (name, image) => {
    expect(decodeMgh(fixture(name), name)).toEqual(image);
  });

  it("takes a transposed matrix of cosines for another volume", () => {
    const transposed = patched((view) => {
      for (const [a, b] of [
        [46, 54],
        [50, 66],
        [62, 70],
      ] as const) {
        const kept = view.getFloat32(a);
        view.setFloat32(a, view.getFloat32(b));
        view.setFloat32(b, kept);
      }
    });
    expect(decodeMgh(transposed, "a").affine).not.toEqual(
      decodeMgh(fixture("int16.mgh"), "a").affine,
    );
  });

  it("needs no footer, and skips what comes after it", () => {
    const bytes = fixture("int16.mgh");
    const image = decodeMgh(bytes, "a.mgh");
    for (let length = voxelsEnd; length < bytes.length; length++) {
      expect(decodeMgh(bytes.subarray(0, length), "a.mgh")).toEqual(image);
    }
    const tagged = Uint8Array.of(...bytes, ...new Array<number>(1000).fill(3));
    expect(decodeMgh(tagged, "a.mgh")).toEqual(image);
    expect(decodeMgh(gzipSync(tagged), "a.mgh")).toEqual(image);
  });
});

describe("decodeMgh refuses", () => {
  it("every truncation before the end of the voxels, and every one of a packed file", () => {
    const bytes = fixture("int16.mgh");
    for (let length = 0; length < voxelsEnd; length++) {
      expect(message(bytes.subarray(0, length)), String(length)).toMatch(
        /file ends inside the MGH/,
      );
    }
    const packed = fixture("packed.mgz");
    for (let length = 0; length < packed.length; length++) {
      expect(message(packed.subarray(0, length)), String(length)).toMatch(
        /ends inside|damaged or truncated/,
      );
    }
  });

  it("or reads whatever bytes change", () => {
    const rng = createRng("mgh mutations");
    let refused = 0;
    for (let round = 0; round < 1000; round++) {
      const bytes = fixture(round % 4 === 0 ? "packed.mgz" : "int16.mgh");
      // The header up to the centre, or a packed file's bytes.
      bytes[rng.integer(Math.min(bytes.length, 90))] = rng.integer(256);
      const got = message(round % 5 === 0 ? gzipSync(bytes) : bytes);
      expect(got).not.toMatch(/^another error/);
      if (got !== "no error") refused++;
    }
    expect(refused).toBeGreaterThan(300);
  });

  it("what it does not know, and says where", () => {
    expect(message(int32(0, 2))).toBe(
      "a.mgh, byte 0: not an MGH file: wrong version: expected 1, got 2",
    );
    expect(message(fixture("int16.mgh").subarray(0, 283))).toBe(
      "a.mgh, byte 283: file ends inside the MGH header: expected 284, got 283",
    );
    expect(message(fixture("int16.mgh").subarray(0, 331))).toBe(
      "a.mgh, byte 331: file ends inside the MGH voxels: expected 332, got 331",
    );
    const type = (got: string): string =>
      "a.mgh, byte 20: MGH type is not supported: expected [0 uint8,1 int32,3 float32,4 int16," +
      `10 uint16], got ${got}. Convert it with mri_convert --out_data_type float.`;
    for (const [code, name] of Object.entries({
      2: "long",
      5: "bitmap",
      6: "tensor",
      7: "float complex",
      8: "double complex",
      9: "RGB",
      11: "unknown",
    })) {
      expect(message(int32(20, Number(code)))).toBe(type(`${code} ${name}`));
    }
    expect(message(int32(8, 0))).toBe("a.mgh, byte 8: MGH extent is not positive: got 0 (axis 2)");
    expect(message(int32(16, -1))).toBe(
      "a.mgh, byte 16: MGH extent is not positive: got -1 (axis 4)",
    );
    expect(message(fixture("several.mgh"))).toBe(
      "a.mgh, byte 16: MGH file holds more than one frame: expected 1, got 3. Split it into volumes " +
        "(mri_convert --split) and name those that are meant.",
    );
    expect(message(patched((view) => view.setInt16(28, -1)))).toBe(
      "a.mgh, byte 28: unknown MGH goodRASFlag: expected [0,1], got -1",
    );
    for (const size of [0, -1, NaN, Infinity]) {
      expect(message(float32(34, size))).toBe(
        `a.mgh, byte 34: MGH voxel size is not above 0: got ${size} (axis 2)`,
      );
    }
    expect(message(float32(78, NaN))).toMatch(/^a\.mgh: affine is not 16 finite numbers: got/);
    const flat = patched((view) => {
      for (let place = 42; place < 78; place += 4) view.setFloat32(place, 1);
    });
    expect(message(flat)).toMatch(/^a\.mgh: affine is singular: its axes do not span a volume/);
  });

  it("bombs", () => {
    const bomb = new Uint8Array(2 ** 25);
    bomb.set(fixture("int16.mgh"));
    expect(message(gzipSync(bomb))).toBe(
      `a.mgh: gzip stream holds more bytes than its header declares: expected at most ${voxelsEnd + 2 ** 24}. ` +
        "The header may have fewer axes, or a narrower type, than the data.",
    );
    const huge = patched((view) => {
      for (const place of [4, 8, 12]) view.setInt32(place, 2 ** 30);
    });
    expect(message(gzipSync(huge))).toBe(
      "a.mgh, byte 4: volume has too many voxels to be held in memory: expected at most 268435456, " +
        "got [1073741824,1073741824,1073741824]. Crop or resample it.",
    );
  });
});
