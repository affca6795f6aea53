import { FormatError } from "../../base/errors.js";
import type { ArrayDType } from "../../base/ndarray.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { toClosestCanonical } from "./volume/canonical-orientation.js";
import type { DecodedImage } from "./decoded-image.js";
import { bytesPerElement, readElements } from "./elements.js";
import { gunzipBounded } from "./gunzip-bounded.js";
import { requireLength } from "./require-length.js";
import { requireVoxelCount } from "./volume/size-limit.js";

const headerLength = 284;
/** Footer (scan parameters) and tags (history, transforms, colour tables) that may follow the voxels. */
const mostFooterBytes = 2 ** 24;

const dtypeOfCode: ReadonlyMap<number, ArrayDType> = new Map([
  [0, "uint8"],
  [1, "int32"],
  [3, "float32"],
  [4, "int16"],
  [10, "uint16"],
]);

/** Codes of FreeSurfer's mri.h that no common reader takes. */
const refusedCodes: ReadonlyMap<number, string> = new Map([
  [2, "long"],
  [5, "bitmap"],
  [6, "tensor"],
  [7, "float complex"],
  [8, "double complex"],
  [9, "RGB"],
]);

/**
 * Decode one FreeSurfer volume, MGH or MGZ (gzip, told by its magic, never by the name). Always big-endian.
 *
 * Types uint8, int16, uint16, int32, float32; samples are as the file has them, for the format knows no scaling.
 * Footer and tags after the voxels are skipped; FreeSurfer has written footers of several lengths, so that a file
 * without gzip that is cut off there is read.
 *
 * Affine from voxel sizes, direction cosines and the centre, all in millimetres and RAS+, rounded to float32 as
 * nibabel has it. Where goodRASFlag is 0 FreeSurfer's default holds: coronal slices (left, down, front) of voxels of
 * 1 mm about the origin; nibabel 5.4 has the second and third axis the other way round. Axes are put into the order closest to RAS+ ({@link toClosestCanonical}).
 * @throws FormatError with `source` and byte offset: damaged gzip, unknown version, type or flag, an extent below 1,
 * more than one frame, too many voxels, a voxel size that is not above 0, missing bytes, an affine without a volume.
 * @source FreeSurfer, "The MGH/MGZ Volume Format"; nibabel 5.4 (freesurfer/mghformat.py).
 */
export function decodeMgh(bytes: Uint8Array, source: string): DecodedImage {
  const plain = gunzipBounded(
    bytes,
    (start) => layoutOf(start, source).end + mostFooterBytes,
    source,
  );
  const { dtype, shape, end } = layoutOf(plain, source);
  const affine = affineOf(plain, shape, source);
  requireLength(plain, end, source, "file ends inside the MGH voxels");
  const samples = readElements(plain, headerLength, dtype, [...shape].reverse(), "big");
  return toClosestCanonical({ samples, affine }, source);
}

function layoutOf(
  bytes: Uint8Array,
  source: string,
): { dtype: ArrayDType; shape: number[]; end: number } {
  requireLength(bytes, headerLength, source, "file ends inside the MGH header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0) !== 1) {
    throw new FormatError(`${source}, byte 0`, "not an MGH file: wrong version", {
      expected: 1,
      got: view.getInt32(0),
    });
  }
  const dtype = dtypeOf(view.getInt32(20), source);
  const dims = [4, 8, 12, 16].map((place) => view.getInt32(place));
  for (const [axis, extent] of dims.entries()) {
    if (extent < 1) {
      throw new FormatError(`${source}, byte ${4 + 4 * axis}`, "MGH extent is not positive", {
        got: extent,
        axis: axis + 1,
      });
    }
  }
  const frames = at(dims, 3);
  if (frames > 1) {
    throw new FormatError(`${source}, byte 16`, "MGH file holds more than one frame", {
      expected: 1,
      got: frames,
      advice: "Split it into volumes (mri_convert --split) and name those that are meant.",
    });
  }
  const shape = dims.slice(0, 3);
  requireVoxelCount(shape, `${source}, byte 4`);
  return { dtype, shape, end: headerLength + sizeOf(shape) * bytesPerElement(dtype) };
}

function dtypeOf(code: number, source: string): ArrayDType {
  const dtype = dtypeOfCode.get(code);
  if (dtype !== undefined) return dtype;
  throw new FormatError(`${source}, byte 20`, "MGH type is not supported", {
    expected: [...dtypeOfCode].map(([known, name]) => `${known} ${name}`),
    got: `${code} ${refusedCodes.get(code) ?? "unknown"}`,
    advice: "Convert it with mri_convert --out_data_type float.",
  });
}

function affineOf(bytes: Uint8Array, shape: readonly number[], source: string): number[] {
  const { sizes, cosines, centre } = geometryOf(bytes, source);
  const rows = [0, 1, 2].flatMap((row) => {
    const steps = sizes.map((size, axis) => Math.fround(at(cosines, 3 * axis + row) * size));
    let span = 0;
    for (const [axis, step] of steps.entries()) span += step * at(shape, axis);
    return [...steps, Math.fround(at(centre, row) - span / 2)];
  });
  return [...rows, 0, 0, 0, 1];
}

/** Voxel sizes, direction cosines of the three axes one after the other, and the position of the middle. */
interface Geometry {
  readonly sizes: readonly number[];
  readonly cosines: readonly number[];
  readonly centre: readonly number[];
}

function geometryOf(bytes: Uint8Array, source: string): Geometry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flag = view.getInt16(28);
  if (flag === 0) {
    return { sizes: [1, 1, 1], cosines: [-1, 0, 0, 0, 0, -1, 0, 1, 0], centre: [0, 0, 0] };
  }
  if (flag !== 1) {
    throw new FormatError(`${source}, byte 28`, "unknown MGH goodRASFlag", {
      expected: [0, 1],
      got: flag,
    });
  }
  const floats = (start: number, length: number): number[] =>
    Array.from({ length }, (_, index) => view.getFloat32(start + 4 * index));
  const sizes = floats(30, 3);
  for (const [axis, size] of sizes.entries()) {
    if (!(size > 0 && size < Infinity)) {
      throw new FormatError(`${source}, byte ${30 + 4 * axis}`, "MGH voxel size is not above 0", {
        got: size,
        axis: axis + 1,
      });
    }
  }
  return { sizes, cosines: floats(42, 9), centre: floats(78, 3) };
}
