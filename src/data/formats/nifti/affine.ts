import { FormatError } from "../../../base/errors.js";
import type { NiftiHeader } from "./header.js";

/** Millimetres of each spatial unit. */
const mmOfUnit: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1000],
  [2, 1],
  [3, 0.001],
]);

/** 0 unknown, 1 scanner, 2 aligned, 3 Talairach, 4 MNI 152, 5 template. */
const lastFormCode = 5;

/**
 * The affine of a NIfTI image, 4 x 4 row by row: index (i, j, k, 1) to millimetres in RAS+.
 *
 * The sform where its code is not 0, else the qform where its code is not 0, else nibabel's guess: axes to the
 * patient's left, front and head, voxel sizes as in pixdim, origin in the middle. The last follows nibabel and SPM,
 * not the standard, which gives such files no orientation: left and right of them are not to be trusted.
 *
 * Units are metres, millimetres or micrometres; "unknown" is millimetres, as every reader takes it. nibabel ignores
 * the unit: for a file in metres or micrometres its numbers are 1000 times less or more than these.
 *
 * qfac (pixdim[0]) is 1, -1, or 0 for 1. A voxel size is needed without sform and must be above 0 (nibabel makes 1 of
 * 0 and drops a sign); of an axis that the image does not have, 0 counts as 1.
 * @param shape extents of i, j, k.
 * @throws FormatError with the field's byte offset: unknown unit, form code or qfac, a voxel size that is not above 0,
 * a quaternion longer than 1.
 * @source nifti1.h, "3D image (volume) orientation and location in space"; nibabel 5.4, get_best_affine.
 */
export function niftiAffine(header: NiftiHeader, shape: readonly number[]): number[] {
  const mm = unitInMm(header);
  const rows = rowsOf(header, shape);
  return [...rows.map((value) => value * mm), 0, 0, 0, 1];
}

function rowsOf(header: NiftiHeader, shape: readonly number[]): number[] {
  if (formCode(header, "sformCode") !== 0) {
    return Array.from({ length: 12 }, (_, index) => header.value("srow", index));
  }
  return formCode(header, "qformCode") !== 0 ? qformRows(header) : guessedRows(header, shape);
}

function unitInMm(header: NiftiHeader): number {
  // Three bits; the three above them are the unit of time.
  const code = header.value("units") & 7;
  const mm = mmOfUnit.get(code);
  if (mm === undefined) {
    throw new FormatError(header.where("units"), "unknown NIfTI unit of length", {
      expected: ["0 unknown", "1 metre", "2 millimetre", "3 micrometre"],
      got: code,
    });
  }
  return mm;
}

function formCode(header: NiftiHeader, field: "sformCode" | "qformCode"): number {
  const code = header.value(field);
  if (code < 0 || code > lastFormCode) {
    throw new FormatError(header.where(field), "unknown NIfTI form code", {
      expected: `0 to ${lastFormCode}`,
      got: code,
    });
  }
  return code;
}

/** Rotation of the quaternion, columns times voxel sizes, the third times qfac. */
function qformRows(header: NiftiHeader): number[] {
  const sizes = [1, 2, 3].map((axis) => voxelSize(header, axis));
  const steps = [sizes[0] ?? 1, sizes[1] ?? 1, (sizes[2] ?? 1) * qfac(header)];
  return rotation(header).flatMap((row, axis) => [
    ...row.map((value, column) => value * (steps[column] ?? 1)),
    header.value("qoffset", axis),
  ]);
}

function guessedRows(header: NiftiHeader, shape: readonly number[]): number[] {
  const rank = header.value("dim");
  return [0, 1, 2].flatMap((axis) => {
    const size = axis < rank ? voxelSize(header, axis + 1) : 1;
    const step = axis === 0 ? -size : size;
    const row = [0, 0, 0, -(((shape[axis] ?? 1) - 1) / 2) * step];
    row[axis] = step;
    return row;
  });
}

function voxelSize(header: NiftiHeader, axis: number): number {
  const size = header.value("pixdim", axis);
  if (size === 0 && axis > header.value("dim")) return 1;
  if (!(size > 0 && size < Infinity)) {
    throw new FormatError(header.where("pixdim", axis), "NIfTI voxel size is not above 0", {
      got: size,
      axis,
      advice: "Write the true size, or a valid sform, into the header.",
    });
  }
  return size;
}

function qfac(header: NiftiHeader): number {
  const value = header.value("pixdim", 0);
  if (value !== 1 && value !== -1 && value !== 0) {
    throw new FormatError(header.where("pixdim", 0), "NIfTI qfac (pixdim[0])", {
      expected: [1, -1, 0],
      got: value,
    });
  }
  return value === -1 ? -1 : 1;
}

/** Three rows of the rotation; the quaternion's first element is what b, c and d leave to length 1. */
function rotation(header: NiftiHeader): number[][] {
  const b = header.value("quatern", 0);
  const c = header.value("quatern", 1);
  const d = header.value("quatern", 2);
  const rest = 1 - (b * b + c * c + d * d);
  const rounding = 3 * (header.version === 1 ? 2 ** -23 : 2 ** -52);
  if (!(rest > -rounding)) {
    throw new FormatError(header.where("quatern"), "NIfTI qform quaternion is longer than 1", {
      got: [b, c, d],
    });
  }
  const a = rest < rounding ? 0 : Math.sqrt(rest);
  const scale = 2 / (a * a + b * b + c * c + d * d);
  return [
    [1 - scale * (c * c + d * d), scale * (b * c - a * d), scale * (b * d + a * c)],
    [scale * (b * c + a * d), 1 - scale * (b * b + d * d), scale * (c * d - a * b)],
    [scale * (b * d - a * c), scale * (c * d + a * b), 1 - scale * (b * b + c * c)],
  ];
}
