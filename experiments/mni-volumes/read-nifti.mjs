// @ts-check
/** The templates' headers by the text of NIfTI-1 alone, so that the product's reader can be held against something. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * A file as it is stored: voxel (i, j, k) is number i + I (j + J k), `affine` takes (i, j, k, 1) to millimetres to the
 * right, front and head (three rows of four).
 * @typedef {{ header: Buffer, voxels: Buffer, bytesPerVoxel: number, extents: number[], affine: number[], valueAt: (index: number) => number }} Volume
 */

/** Bytes of the header and of the four that say whether extensions follow. */
const headerBytes = 352;

/**
 * Read one little-endian .nii.gz of three axes with an sform, of uint8, int16 or float32, without scaling: what the
 * templates are.
 * @param {string} path
 * @returns {Volume}
 */
export function readNifti(path) {
  const bytes = gunzipSync(readFileSync(path));
  const header = bytes.subarray(0, headerBytes);
  const floats = (/** @type {number} */ place, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => header.readFloatLE(place + 4 * index));
  const extents = [42, 44, 46].map((place) => header.readInt16LE(place));
  const kind = header.readInt16LE(70);
  const [firstVoxel = 0, slope = 0, intercept = 0] = floats(108, 3);
  const voxels = bytes.subarray(firstVoxel);
  const isKnown = [2, 4, 16].includes(kind) && slope === 1 && intercept === 0;
  if (!isKnown || header.readInt16LE(40) !== 3 || header.readInt16LE(254) === 0)
    throw new Error(`${path} is not one of the templates that this script knows.`);
  return {
    ...{ header, voxels, extents, affine: floats(280, 12) },
    bytesPerVoxel: kind === 2 ? 1 : kind === 4 ? 2 : 4,
    valueAt: (index) =>
      kind === 2
        ? voxels.readUInt8(index)
        : kind === 4
          ? voxels.readInt16LE(2 * index)
          : voxels.readFloatLE(4 * index),
  };
}

/**
 * Where a voxel lies, in millimetres to the right, front and head.
 * @param {readonly number[]} affine @param {readonly number[]} index i, j, k
 */
export function placeOf(affine, [i = 0, j = 0, k = 0]) {
  return [0, 4, 8].map((row) => {
    const [a = 0, b = 0, c = 0, d = 0] = affine.slice(row, row + 4);
    return a * i + b * j + c * k + d;
  });
}

/**
 * Which voxel is stored where: to R(ight) or L(eft), A(nterior) or P(osterior), S(uperior) or I(nferior), along i, j and k.
 * For affines whose axes run along the body's, as those of the templates do.
 * @param {readonly number[]} affine
 */
export function axisCodes(affine) {
  return [0, 1, 2]
    .map((column) => {
      const steps = [0, 1, 2].map((row) => affine[4 * row + column] ?? 0);
      const along = steps.findIndex((step) => step !== 0);
      return (["RL", "AP", "SI"][along] ?? "")[(steps[along] ?? 0) > 0 ? 0 : 1];
    })
    .join("");
}
