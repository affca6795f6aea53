import { FormatError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";

/** An affine as NIfTI's qform has it. */
export interface QuaternionForm {
  /** Lengths of the affine's columns. */
  readonly sizes: readonly [number, number, number];
  /** −1 where the axes are mirrored: the third is then turned around. */
  readonly qfac: 1 | -1;
  /** b, c and d of the unit quaternion whose first part is not below 0; null where the affine has shear. */
  readonly quaternion: readonly [number, number, number] | null;
}

/** Most that the cosine between two axes may be to count as a right angle: float32 affines have some 1e-7. */
const mostShear = 1e-5;

/**
 * The qform of an affine, 4 x 4 row by row.
 * @throws FormatError where its axes do not span a volume.
 * @source nifti1.h, nifti_mat44_to_quatern: which of the four parts is taken first, for the sake of rounding.
 */
export function quaternionOf(affine: readonly number[]): QuaternionForm {
  const column = (axis: number): number[] => [0, 4, 8].map((row) => at(affine, row + axis));
  const columns = [0, 1, 2].map(column);
  const [x = 0, y = 0, z = 0] = columns.map((one) => Math.hypot(...one));
  const [i = [], j = [], k = []] = columns.map((one, axis) =>
    one.map((value) => value / at([x, y, z], axis)),
  );
  const volume = dot(cross(i, j), k);
  if (!(Math.abs(volume) > 1e-6)) {
    throw new FormatError("encodeNifti", "affine is singular: its axes do not span a volume", {
      got: affine,
    });
  }
  const qfac = volume < 0 ? -1 : 1;
  const shear = Math.max(...[dot(i, j), dot(j, k), dot(k, i)].map(Math.abs));
  const third = k.map((value) => value * qfac);
  return {
    sizes: [x, y, z],
    qfac,
    quaternion: shear > mostShear ? null : rotationQuaternion(i, j, third),
  };
}

/** b, c, d of the rotation with the columns `i`, `j`, `k`. */
function rotationQuaternion(
  i: readonly number[],
  j: readonly number[],
  k: readonly number[],
): [number, number, number] {
  const [r11 = 0, r21 = 0, r31 = 0] = i;
  const [r12 = 0, r22 = 0, r32 = 0] = j;
  const [r13 = 0, r23 = 0, r33 = 0] = k;
  // Four times the squares of a, b, c, d; the largest is divided by.
  const squares = [
    1 + r11 + r22 + r33,
    1 + r11 - r22 - r33,
    1 - r11 + r22 - r33,
    1 - r11 - r22 + r33,
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const twice = Math.sqrt(at(squares, largest));
  const products = [
    [at(squares, 0), r32 - r23, r13 - r31, r21 - r12],
    [r32 - r23, at(squares, 1), r12 + r21, r13 + r31],
    [r13 - r31, r12 + r21, at(squares, 2), r23 + r32],
    [r21 - r12, r13 + r31, r23 + r32, at(squares, 3)],
  ];
  const [a = 0, b = 0, c = 0, d = 0] = at(products, largest).map((value) => value / (2 * twice));
  return a < 0 ? [-b, -c, -d] : [b, c, d];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return at(a, 0) * at(b, 0) + at(a, 1) * at(b, 1) + at(a, 2) * at(b, 2);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const [ax = 0, ay = 0, az = 0] = a;
  const [bx = 0, by = 0, bz = 0] = b;
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
