import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { golden, niftiCases } from "../../../fixtures/encoders/cases.js";
import { disagreement } from "../../../test/tolerances.js";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import { encodeNifti } from "./encode-nifti.js";
import { decodeNifti } from "./nifti.js";

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const samples: NdArray = { dtype: "uint8", shape: [1, 1, 1, 2], data: Uint8Array.of(1, 2) };
const volume: DecodedImage = { samples, channels: "grey", spacingMm: [1, 1, 1], affine: identity };

const message = (change: Partial<DecodedImage>): string => {
  try {
    encodeNifti({ ...volume, ...change }, "none");
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** nibabel multiplies a quaternion of float32 parts. */
const qformAgainstAffine = { relative: 0, ofLargest: 3e-7 };

describe("encodeNifti", () => {
  it.each(niftiCases)("writes the bytes of %s that nibabel read", (name, one, packing, file) => {
    const bytes = encodeNifti(one, packing);
    expect(bytes).toEqual(file);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(golden.nifti[name]?.sha256);
  });

  it.each(niftiCases)("nibabel has the voxels and the affine of %s, in both forms", (name, one) => {
    const read = golden.nifti[name];
    const affine = one.affine ?? [];
    expect(read?.shape).toEqual(one.samples.shape.slice(1));
    expect(read?.dtype).toBe(one.samples.dtype);
    expect(read?.values).toEqual(Array.from(one.samples.data, Number));
    expect(read?.affine).toEqual(affine.map(Math.fround));
    expect(read?.units).toEqual(["mm", "unknown"]);
    expect(read?.scaling).toEqual([1, 0]);
    const isSheared = name === "sheared";
    expect(read?.codes).toEqual([isSheared ? 0 : 1, 1]);
    const sizes = [0, 1, 2].map((axis) =>
      Math.hypot(at(affine, axis), at(affine, 4 + axis), at(affine, 8 + axis)),
    );
    expect(read?.zooms).toEqual(sizes.map(Math.fround));
    if (isSheared) expect(read?.qform).toBe(null);
    else expect(disagreement(read?.qform ?? [], affine, qformAgainstAffine)).toBe(null);
  });

  it("comes back from decodeNifti where the axes run right, front and up", () => {
    const right = niftiCases.filter(([name]) => ["straight", "oblique"].includes(name));
    expect(right.length).toBe(2);
    for (const [name, one, packing] of right) {
      const image = decodeNifti(encodeNifti(one, packing), name);
      expect(image.samples).toEqual(one.samples);
      expect(image.affine).toEqual(one.affine?.map(Math.fround));
    }
  });

  it.each(niftiCases)(
    "puts every voxel of %s where it was, read in any orientation",
    (name, one) => {
      const back = decodeNifti(encodeNifti(one, "none"), name);
      expect(placesOf(back)).toEqual(placesOf(one));
    },
  );

  it("and decodeNifti are inverse for any volume whose axes run right, front and up", () => {
    const side = fc.integer({ min: 1, max: 5 });
    const mm = fc.float({ min: Math.fround(0.25), max: 8, noNaN: true });
    const volumes = fc.record({
      ...{ sides: fc.tuple(side, side, side), sizes: fc.tuple(mm, mm, mm) },
      ...{ dtype: fc.constantFrom("uint8", "int16", "float32"), gzip: fc.boolean() },
      seed: fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 3, maxLength: 20 }),
    });
    fc.assert(
      fc.property(volumes, ({ sides, sizes: [x, y, z], dtype, gzip, seed }) => {
        const shape = [1, ...sides];
        const values = Array.from({ length: sizeOf(shape) }, (_, index) =>
          at(seed, index % seed.length),
        );
        const made: NdArray =
          dtype === "uint8"
            ? { dtype, shape, data: Uint8Array.from(values) }
            : dtype === "int16"
              ? { dtype, shape, data: Int16Array.from(values, (value) => value * 100) }
              : { dtype, shape, data: Float32Array.from(values, (value) => value / 7) };
        const affine = [x, 0, 0, -90, 0, y, 0, 12.5, 0, 0, z, 3, 0, 0, 0, 1];
        const image = { samples: made, channels: "grey", spacingMm: [x, y, z], affine } as const;
        const back = decodeNifti(encodeNifti(image, gzip ? "gzip" : "none"), "a.nii");
        expect(back).toEqual(image);
      }),
    );
  });

  it("does not change its samples", () => {
    const kept = Uint8Array.of(1, 2);
    encodeNifti(volume, "gzip");
    expect(samples.data).toEqual(kept);
  });
});

/** Value of each voxel by its position, to a tenth of a millimetre. */
function placesOf({ samples: array, affine }: DecodedImage): Map<string, number> {
  const [, x = 0, y = 0, z = 0] = array.shape;
  const matrix = affine ?? [];
  const places = new Map<string, number>();
  for (let index = 0; index < sizeOf(array.shape); index++) {
    const voxel = [Math.floor(index / (y * z)) % x, Math.floor(index / z) % y, index % z];
    const position = [0, 4, 8].map((row) => {
      const sum = voxel.reduce((total, step, axis) => total + step * at(matrix, row + axis), 0);
      return (Math.round(10 * (sum + at(matrix, row + 3))) / 10 + 0).toFixed(1);
    });
    places.set(position.join(" "), Number(array.data[index]));
  }
  expect(places.size).toBe(x * y * z);
  return new Map([...places].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("encodeNifti refuses", () => {
  it("volumes that it would have to change", () => {
    const expected =
      "encodeNifti: volume cannot be written as NIfTI: " +
      "expected grey [1,X,Y,Z] uint8, int16 or float32, sides up to 32767, got";
    const wide: NdArray = { dtype: "float64", shape: [1, 1, 1, 1], data: Float64Array.of(1) };
    expect(message({ samples: wide })).toBe(`${expected} grey [1,1,1,1] float64`);
    expect(message({ channels: "rgb" })).toBe(`${expected} rgb [1,1,1,2] uint8`);
    const flat: NdArray = { dtype: "uint8", shape: [1, 1, 2], data: Uint8Array.of(1, 2) };
    expect(message({ samples: flat })).toBe(`${expected} grey [1,1,2] uint8`);
    const none: NdArray = { dtype: "uint8", shape: [1, 0, 1, 1], data: new Uint8Array(0) };
    expect(message({ samples: none })).toBe(`${expected} grey [1,0,1,1] uint8`);
    const long: NdArray = { dtype: "uint8", shape: [1, 1, 1, 32768], data: new Uint8Array(32768) };
    expect(message({ samples: long })).toBe(`${expected} grey [1,1,1,32768] uint8`);
  });

  it("affines that say no place", () => {
    const expected =
      "encodeNifti: volume needs an affine: " +
      "expected 16 finite numbers, row by row, the last row 0 0 0 1, got";
    expect(message({ affine: null })).toBe(`${expected} null`);
    expect(message({ affine: [1, 2] })).toBe(`${expected} [1,2]`);
    const endless = [NaN, ...identity.slice(1)];
    expect(message({ affine: endless })).toBe(`${expected} [${endless.join(",")}]`);
    const projective = [...identity.slice(0, 15), 2];
    expect(message({ affine: projective })).toBe(`${expected} [${projective.join(",")}]`);
    const flat = [...identity.slice(0, 10), 0, ...identity.slice(11)];
    expect(message({ affine: flat })).toBe(
      `encodeNifti: affine is singular: its axes do not span a volume: got [${flat.join(",")}]`,
    );
  });
});
