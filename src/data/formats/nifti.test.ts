import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { goldenImages } from "../../../fixtures/nifti/golden-images.js";
import { affineAgainstNibabel, disagreement } from "../../../test/tolerances.js";
import { FormatError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { decodeNifti } from "./nifti.js";

const folder = new URL("../../../fixtures/nifti/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const golden = goldenImages(folder);

const message = (bytes: Uint8Array): string => {
  try {
    decodeNifti(bytes, "a.nii");
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** A fixture with other values in its header, little-endian. */
const patched = (name: string, patch: (view: DataView) => void): Uint8Array => {
  const bytes = fixture(name);
  patch(new DataView(bytes.buffer));
  return bytes;
};
const int16 = (name: string, place: number, value: number): Uint8Array =>
  patched(name, (view) => view.setInt16(place, value, true));
const float32 = (name: string, place: number, value: number): Uint8Array =>
  patched(name, (view) => view.setFloat32(place, value, true));

describe("decodeNifti", () => {
  // The others' affines are computed in float64 from float64 or from a quaternion.
  const exact = golden.filter(([name]) => !/v2|qform|turn/.test(name));
  it.each(exact)("reads %s as nibabel does, bit for bit", (name, image) => {
    expect(decodeNifti(fixture(name), name)).toEqual(image);
  });

  const rounded = golden.filter(([name]) => /v2|qform|turn/.test(name));
  it.each(rounded)("reads %s as nibabel does, its affine but for rounding", (name, image) => {
    const { affine, spacingMm, ...rest } = decodeNifti(fixture(name), name);
    expect(rest).toEqual({ samples: image.samples, channels: image.channels });
    expect(disagreement(affine ?? [], image.affine ?? [], affineAgainstNibabel)).toBe(null);
    expect(disagreement(spacingMm ?? [], image.spacingMm ?? [], affineAgainstNibabel)).toBe(null);
  });

  it("has no samples in the order or byte order of the file by chance", () => {
    const { samples } = decodeNifti(fixture("int16.nii"), "int16.nii");
    const inFileOrder = new Int16Array(fixture("int16.nii").slice(352).buffer);
    expect([...samples.data].sort()).toEqual([...inFileOrder].sort());
    expect(samples.data).not.toEqual(inFileOrder);
    const otherOrder = patched("int16-big.nii", (view) => {
      for (let place = 352; place < view.byteLength; place += 2) {
        view.setInt16(place, view.getInt16(place, true), false);
      }
    });
    expect(decodeNifti(otherOrder, "a.nii").samples).not.toEqual(samples);
  });

  it("does not change its bytes, and shares none of them", () => {
    const bytes = fixture("int16.nii");
    const image = decodeNifti(bytes, "a.nii");
    expect(bytes).toEqual(fixture("int16.nii"));
    bytes.fill(0);
    expect(image).toEqual(decodeNifti(fixture("int16.nii"), "a.nii"));
  });

  it("reads a header at any offset of its buffer", () => {
    const bytes = Uint8Array.of(1, 2, 3, ...fixture("v2-int8.nii"));
    expect(decodeNifti(bytes.subarray(3), "a")).toEqual(decodeNifti(fixture("v2-int8.nii"), "a"));
  });

  it("takes a quaternion that is longer than 1 by rounding as a half turn", () => {
    const affine = decodeNifti(float32("half-turn.nii", 260, 1.0000001), "a.nii").affine;
    const exact = decodeNifti(fixture("half-turn.nii"), "a.nii").affine;
    expect(disagreement(affine ?? [], exact ?? [], affineAgainstNibabel)).toBe(null);
  });
});

describe("decodeNifti refuses", () => {
  it("every truncation, plain and packed, of both versions", () => {
    for (const name of ["int16.nii", "v2-int16.nii", "packed.nii.gz", "extension.nii"]) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        const got = message(bytes.subarray(0, length));
        expect(got, `${name} ${length}`).toMatch(/^a\.nii.*(ends inside|damaged or truncated)/);
      }
    }
  });

  it("or reads whatever bytes change", () => {
    const rng = createRng("nifti mutations");
    let refused = 0;
    for (let round = 0; round < 1000; round++) {
      const name = at(["int16.nii", "v2-qform.nii", "packed.nii.gz"], round % 3);
      const bytes = fixture(name);
      for (let change = 0; change <= round % 4; change++) {
        bytes[rng.integer(bytes.length)] = rng.integer(256);
      }
      // Packed too, where the header cannot be held against the length of the file.
      const got = message(round % 5 === 0 ? gzipSync(bytes) : bytes);
      expect(got).not.toMatch(/^another error/);
      if (got !== "no error") refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it("files that are not NIfTI, pairs and ANALYZE", () => {
    expect(message(new TextEncoder().encode("not an image"))).toBe(
      "a.nii, byte 0: not a NIfTI file: wrong header length: expected [348,540], got 544501614",
    );
    expect(message(fixture("pair.hdr"))).toBe(
      "a.nii, byte 344: NIfTI pair of header and image is not supported. Convert it to one file: " +
        "nibabel.save(nibabel.load('scan.hdr'), 'scan.nii'), or fslchfiletype NIFTI.",
    );
    expect(message(fixture("analyze.hdr"))).toBe(
      "a.nii, byte 344: no NIfTI magic string: an ANALYZE 7.5 header, or damaged: expected " +
        "[110,43,49,0], got [0,0,0,0]. ANALYZE does not say left from right; convert to NIfTI where " +
        "that is known.",
    );
    const asText = "The file may have been transferred as text.";
    expect(message(patched("int16.nii", (view) => view.setUint8(346, 0x32)))).toBe(
      `a.nii, byte 344: wrong NIfTI magic string: expected [110,43,49,0], got [110,43,50,0]. ${asText}`,
    );
    expect(message(patched("v2-uint16.nii", (view) => view.setUint8(8, 0x0a)))).toBe(
      "a.nii, byte 4: wrong NIfTI magic string: expected [110,43,50,0,13,10,26,10], got " +
        `[110,43,50,0,10,10,26,10]. ${asText}`,
    );
    expect(message(patched("v2-uint16.nii", (view) => view.setUint8(5, 0x69)))).toMatch(
      /^a\.nii, byte 4: NIfTI pair of header and image is not supported\./,
    );
  });

  it("files that are too short or too long", () => {
    const bytes = fixture("int16.nii");
    expect(message(bytes.subarray(0, 3))).toBe(
      "a.nii, byte 3: file ends inside the NIfTI header: expected 4, got 3",
    );
    expect(message(bytes.subarray(0, 347))).toBe(
      "a.nii, byte 347: file ends inside the NIfTI header: expected 348, got 347",
    );
    expect(message(bytes.subarray(0, 399))).toBe(
      "a.nii, byte 399: file ends inside the NIfTI voxels: expected 400, got 399",
    );
    const longer = Uint8Array.of(...bytes, 0);
    const advice = "The header may have fewer axes, or a narrower type, than the data.";
    expect(message(longer)).toBe(
      `a.nii, byte 400: bytes after the last NIfTI voxel: expected 400, got 401. ${advice}`,
    );
    expect(message(gzipSync(longer))).toBe(
      `a.nii: gzip stream holds more bytes than its header declares: expected at most 400. ${advice}`,
    );
    expect(message(gzipSync(bytes.subarray(0, 399)))).toBe(
      "a.nii, byte 399: file ends inside the NIfTI voxels: expected 400, got 399",
    );
  });

  it("bombs: a small file that unpacks to more than its header, or declares more than memory", () => {
    const bomb = new Uint8Array(2 ** 20);
    bomb.set(fixture("int16.nii"));
    expect(message(gzipSync(bomb))).toMatch(/^a\.nii: gzip stream holds more bytes/);
    expect(message(gzipSync(new Uint8Array(2 ** 20)))).toMatch(/^a\.nii, byte 0: not a NIfTI file/);
    const huge = patched("int16.nii", (view) => {
      for (const place of [42, 44, 46]) view.setInt16(place, 32767, true);
    });
    const tooMany =
      "a.nii, byte 42: volume has too many voxels to be held in memory: expected at most 268435456, " +
      "got [32767,32767,32767]. Crop or resample it.";
    expect(message(huge)).toBe(tooMany);
    expect(message(gzipSync(huge))).toBe(tooMany);
    const beyond = patched("v2-uint16.nii", (view) => view.setBigInt64(24, 2n ** 62n, true));
    expect(message(gzipSync(beyond))).toMatch(/^a\.nii, byte 24: volume has too many voxels/);
    const late = patched("v2-uint16.nii", (view) => view.setBigInt64(168, 2n ** 40n, true));
    expect(message(gzipSync(late))).toBe(
      "a.nii, byte 168: NIfTI voxels cannot start at this byte: expected 544 to 67109408, " +
        "got 1099511627776",
    );
    const many = patched("int16.nii", (view) => {
      for (const place of [42, 44, 46]) view.setInt16(place, 640, true);
    });
    expect(message(gzipSync(many))).toBe(
      "a.nii, byte 400: file ends inside the NIfTI voxels: expected 524288352, got 400",
    );
  });

  it("datatypes that have no one number a voxel, by name", () => {
    const supported =
      "expected [uint8,int16,int32,float32,float64,int8,uint16,uint32,int64,uint64]";
    const refused = (name: string, advice: string): string =>
      `a.nii, byte 70: NIfTI datatype is not supported: ${supported}, got ${name}. ${advice}`;
    const magnitude = "Save the magnitude, or the part that is meant, as float32.";
    const brightness = "Save the brightness as one number a voxel.";
    expect(message(fixture("complex.nii"))).toBe(refused("complex64", magnitude));
    expect(message(fixture("rgb.nii"))).toBe(refused("RGB24", brightness));
    const ofCode = (code: number): string => message(int16("int16.nii", 70, code));
    expect(ofCode(0)).toBe(refused("unknown", "Write the true type into the header."));
    expect(ofCode(1)).toBe(refused("bit", "Save the mask as uint8."));
    expect(ofCode(1536)).toBe(refused("float128", "Save it as float64."));
    expect(ofCode(1792)).toBe(refused("complex128", magnitude));
    expect(ofCode(2048)).toBe(refused("complex256", magnitude));
    expect(ofCode(2304)).toBe(refused("RGBA32", brightness));
    expect(ofCode(3)).toBe(
      "a.nii, byte 70: no such NIfTI datatype code: expected " +
        "[2,4,8,16,64,256,512,768,1024,1280], got 3",
    );
    expect(message(int16("v2-uint16.nii", 12, 3))).toMatch(/^a\.nii, byte 12: no such NIfTI/);
  });

  it("shapes that are not one volume", () => {
    expect(message(fixture("several.nii"))).toBe(
      "a.nii, byte 48: NIfTI file holds more than one volume: expected 1, got 3. Split it into " +
        "volumes (nibabel.four_to_three, fslsplit) and name those that are meant.",
    );
    expect(message(fixture("vectors.nii"))).toBe(
      "a.nii, byte 50: NIfTI voxel has more than one value: expected 1, got 3 (axis 5). Save each " +
        "component (of a vector, a tensor, a warp) as a volume of its own.",
    );
    expect(message(int16("seven-axes.nii", 54, 2))).toMatch(/^a\.nii, byte 54: NIfTI voxel has/);
    for (const rank of [-1, 0, 1, 8]) {
      expect(message(int16("int16.nii", 40, rank))).toBe(
        `a.nii, byte 40: number of axes of a NIfTI image: expected 2 to 7, got ${rank}`,
      );
    }
    expect(message(int16("int16.nii", 44, 0))).toBe(
      "a.nii, byte 44: extent of a NIfTI axis is not positive: got 0 (axis 2)",
    );
    expect(message(int16("one-time.nii", 48, -1))).toBe(
      "a.nii, byte 48: extent of a NIfTI axis is not positive: got -1 (axis 4)",
    );
  });

  it("voxels at an impossible byte", () => {
    for (const start of [0, 348, 351.5, 352.5, -1, 2 ** 27]) {
      expect(message(float32("int16.nii", 108, start))).toBe(
        `a.nii, byte 108: NIfTI voxels cannot start at this byte: expected 352 to 67109216, got ${start}`,
      );
    }
    expect(message(float32("int16.nii", 108, NaN))).toMatch(/cannot start at this byte/);
  });

  it("an intercept that is not finite, where there is a slope", () => {
    expect(message(float32("scaled.nii", 116, Infinity))).toBe(
      "a.nii, byte 116: NIfTI intercept is not finite: got Infinity (slope 0.10000000149011612)",
    );
    expect(message(float32("slope-zero.nii", 116, NaN))).toBe("no error");
  });

  it("codes of unit and form that do not exist", () => {
    expect(message(patched("int16.nii", (view) => view.setUint8(123, 12)))).toBe(
      "a.nii, byte 123: unknown NIfTI unit of length: expected " +
        "[0 unknown,1 metre,2 millimetre,3 micrometre], got 4",
    );
    expect(message(int16("int16.nii", 254, 6))).toBe(
      "a.nii, byte 254: unknown NIfTI form code: expected 0 to 5, got 6",
    );
    expect(message(int16("neither.nii", 252, -1))).toBe(
      "a.nii, byte 252: unknown NIfTI form code: expected 0 to 5, got -1",
    );
    expect(message(int16("int16.nii", 254, 5))).toBe("no error");
    // With an sform the other code is not asked.
    expect(message(int16("int16.nii", 252, -1))).toBe("no error");
  });

  it("geometry that is none", () => {
    const advice = "Write the true size, or a valid sform, into the header.";
    for (const size of [0, -2, NaN, Infinity]) {
      const expected = `NIfTI voxel size is not above 0: got ${size} (axis 2). ${advice}`;
      expect(message(float32("qform.nii", 84, size))).toBe(`a.nii, byte 84: ${expected}`);
      expect(message(float32("neither.nii", 84, size))).toBe(`a.nii, byte 84: ${expected}`);
      // With an sform the field is not asked.
      expect(message(float32("int16.nii", 84, size))).toBe("no error");
    }
    expect(message(float32("two-axes-qform.nii", 88, -1))).toBe(
      `a.nii, byte 88: NIfTI voxel size is not above 0: got -1 (axis 3). ${advice}`,
    );
    expect(message(float32("qform.nii", 76, 2))).toBe(
      "a.nii, byte 76: NIfTI qfac (pixdim[0]): expected [1,-1,0], got 2",
    );
    expect(message(float32("half-turn.nii", 260, 1.01))).toBe(
      "a.nii, byte 256: NIfTI qform quaternion is longer than 1: got [0,1.0099999904632568,0]",
    );
    expect(message(float32("half-turn.nii", 260, NaN))).toBe(
      "a.nii, byte 256: NIfTI qform quaternion is longer than 1: got [0,NaN,0]",
    );
    expect(message(float32("straight.nii", 280, 0))).toBe(
      "a.nii: affine is singular: its axes do not span a volume: got " +
        "[0,0,0,0,0,2,0,0,0,0,2,0,0,0,0,1]. Write the true orientation into the header.",
    );
    expect(message(float32("straight.nii", 292, Infinity))).toBe(
      "a.nii: affine is not 16 finite numbers: got [2,0,0,Infinity,0,2,0,0,0,0,2,0,0,0,0,1]",
    );
  });
});
