import { gzipSync } from "fflate";
import { FormatError } from "../../base/errors.js";
import { at, sizeOf, type NdArray } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import { arrayOver, bytesPerElement, writeElements } from "./elements.js";
import { quaternionOf } from "./encode-nifti/quaternion.js";

/** Types that are written, and their datatype codes. */
const datatypes = { uint8: 2, int16: 4, float32: 16 } as const;
const headerBytes = 348;
/** Header and four bytes that say that no extensions follow. */
const firstVoxel = 352;
const formScanner = 1;
const millimetres = 2;

/**
 * Encode one grey volume [1, X, Y, Z] of uint8, int16 or float32 as a single-file NIfTI-1 image (.nii), little-endian,
 * plain or gzip; decodeNifti gives it back where the affine's axes run as RAS+ has them.
 *
 * The sform (code 1, scanner) is the affine, rounded to float32. The qform says the same where it can: voxel sizes in
 * pixdim, a rotation as quaternion, qfac −1 for a mirrored one. For an affine with shear it cannot, and its code is 0.
 * Voxels are not scaled (scl_slope 1). Packed by fflate without a time, so that one image has the same bytes with every
 * version of Node.
 * @throws FormatError for another element type or shape, a side above 32767, no affine, or one that is not 16 finite
 * numbers with the last row 0 0 0 1, and axes that do not span a volume.
 * @source nifti1.h of the NIfTI Data Format Working Group.
 */
export function encodeNifti(
  { samples, channels, affine }: DecodedImage,
  compression: "none" | "gzip",
): Uint8Array {
  const { dtype, shape } = samples;
  const [planes = 0, ...extents] = shape;
  const isVolume = shape.length === 4 && planes === 1 && channels === "grey" && sizeOf(shape) > 0;
  if (!isWritten(samples) || !isVolume || Math.max(...extents) > 32767) {
    throw new FormatError("encodeNifti", "volume cannot be written as NIfTI", {
      expected: "grey [1,X,Y,Z] uint8, int16 or float32, sides up to 32767",
      got: `${channels} [${shape.join(",")}] ${dtype}`,
    });
  }
  const voxels = writeElements(firstAxisFastest(samples, extents), "little");
  const whole = new Uint8Array(firstVoxel + voxels.length);
  whole.set(header(samples.dtype, extents, requireAffine(affine)));
  whole.set(voxels, firstVoxel);
  return compression === "gzip" ? gzipSync(whole, { mtime: 0 }) : whole;
}

function header(
  dtype: keyof typeof datatypes,
  extents: readonly number[],
  affine: readonly number[],
): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  const shorts = (place: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) view.setInt16(place + 2 * index, value, true);
  };
  const floats = (place: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) view.setFloat32(place + 4 * index, value, true);
  };
  const { sizes, qfac, quaternion } = quaternionOf(affine);
  view.setInt32(0, headerBytes, true);
  bytes[38] = 0x72;
  shorts(40, [3, ...extents, 1, 1, 1, 1]);
  shorts(70, [datatypes[dtype], 8 * bytesPerElement(dtype)]);
  floats(76, [qfac, ...sizes, 1, 1, 1, 1]);
  floats(108, [firstVoxel, 1, 0]);
  bytes[123] = millimetres;
  shorts(252, [quaternion === null ? 0 : formScanner, formScanner]);
  floats(256, [...(quaternion ?? [0, 0, 0]), at(affine, 3), at(affine, 7), at(affine, 11)]);
  floats(280, affine.slice(0, 12));
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  return bytes;
}

function requireAffine(affine: readonly number[] | null): readonly number[] {
  const isAffine =
    affine?.length === 16 &&
    affine.every(Number.isFinite) &&
    affine.slice(12).join(" ") === "0 0 0 1";
  if (isAffine) return affine;
  throw new FormatError("encodeNifti", "volume needs an affine", {
    expected: "16 finite numbers, row by row, the last row 0 0 0 1",
    got: affine ?? "null",
  });
}

type WrittenArray = Extract<NdArray, { readonly dtype: keyof typeof datatypes }>;

function isWritten(samples: NdArray): samples is WrittenArray {
  return Object.hasOwn(datatypes, samples.dtype);
}

/** [1, X, Y, Z] to [Z, Y, X], as the file has it. */
function firstAxisFastest(samples: WrittenArray, extents: readonly number[]): NdArray {
  const [x = 0, y = 0, z = 0] = extents;
  const { dtype, data } = samples;
  const buffer = new ArrayBuffer(data.byteLength);
  const turned = arrayOver(buffer, dtype, [z, y, x]);
  let from = 0;
  for (let i = 0; i < x; i++) {
    for (let j = 0; j < y; j++) {
      for (let k = 0; k < z; k++) turned.data[(k * y + j) * x + i] = at(data, from++);
    }
  }
  return turned;
}
