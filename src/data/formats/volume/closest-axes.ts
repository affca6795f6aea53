import { FormatError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";

/** Which axis of a file runs along one of the patient's axes, and whether against it. */
export interface AxisChoice {
  /** 0, 1, 2 for the index that the affine takes first, second, third. */
  readonly fileAxis: number;
  readonly reversed: boolean;
}

type Vector = readonly [x: number, y: number, z: number];
type Columns = readonly [Vector, Vector, Vector];

/** Axes of unit length that span a smaller box than this (a cube has 1) have no order to find. */
const leastVolume = 1e-6;

/**
 * For each of the patient's axes (to the right, the front, the head) the axis of the file that is closest to it.
 * Directions are those of the orthogonal matrix nearest to the affine (polar decomposition of its columns at unit
 * length), so that a sheared volume has an order too; the axis that is surest chooses first.
 *
 * The same as nibabel, save where an axis lies halfway between two of the patient's: there nibabel goes by rounding
 * noise, this function by the order x, y, z.
 * @param affine 4 x 4, row by row: index (i, j, k, 1) to millimetres in RAS+.
 * @throws FormatError for an affine with a value that is not finite, or whose axes do not span a volume.
 * @source nibabel 5.4, orientations.io_orientation.
 */
export function closestAxes(affine: readonly number[], source: string): AxisChoice[] {
  if (affine.length !== 16 || !affine.every(Number.isFinite)) {
    throw new FormatError(source, "affine is not 16 finite numbers", { got: affine });
  }
  const directions = nearestOrthogonal(unitColumns(affine, source));
  const strength = directions.map((column) => Math.max(...column.map(Math.abs)));
  const surestFirst = [0, 1, 2].sort((a, b) => at(strength, b) - at(strength, a));
  const choices = new Map<number, AxisChoice>();
  for (const fileAxis of surestFirst) {
    const column = at(directions, fileAxis);
    const free = [0, 1, 2].filter((axis) => !choices.has(axis));
    const best = free.reduce((a, b) => (Math.abs(at(column, b)) > Math.abs(at(column, a)) ? b : a));
    choices.set(best, { fileAxis, reversed: at(column, best) < 0 });
  }
  return [0, 1, 2].flatMap((axis) => choices.get(axis) ?? []);
}

/** Millimetres from a voxel to the next along each index of `affine`: the lengths of its columns. */
export function voxelSizes(affine: readonly number[]): number[] {
  return columnsOf(affine).map(lengthOf);
}

function unitColumns(affine: readonly number[], source: string): Columns {
  const [i, j, k] = columnsOf(affine);
  const unit = (column: Vector): Vector => {
    const length = lengthOf(column);
    return [column[0] / length, column[1] / length, column[2] / length];
  };
  const units: Columns = [unit(i), unit(j), unit(k)];
  // Not `<`: a column of length 0, or so long that it overflows, gives NaN.
  if (!(Math.abs(determinantOf(units)) >= leastVolume)) {
    throw new FormatError(source, "affine is singular: its axes do not span a volume", {
      got: affine,
      advice: "Write the true orientation into the header.",
    });
  }
  return units;
}

/**
 * The orthogonal matrix nearest to `columns`: Newton's iteration X <- (X + X^-T) / 2, in which the columns of X^-T
 * are the cross products of those of X over its determinant. Rounded to twelve decimals, so that rounding noise does
 * not decide between equals.
 * @source Higham 1986, "Computing the polar decomposition".
 */
function nearestOrthogonal(columns: Columns): Columns {
  let current = columns;
  // From a box of 1e-6 some twenty steps halve the largest entry, and six more converge.
  for (let step = 0; step < 40; step++) {
    const [i, j, k] = current;
    const determinant = determinantOf(current);
    const mean = (column: Vector, normal: Vector): Vector => [
      (column[0] + normal[0] / determinant) / 2,
      (column[1] + normal[1] / determinant) / 2,
      (column[2] + normal[2] / determinant) / 2,
    ];
    current = [mean(i, cross(j, k)), mean(j, cross(k, i)), mean(k, cross(i, j))];
  }
  const round = (value: number): number => Math.round(value * 1e12) / 1e12;
  const rounded = ([x, y, z]: Vector): Vector => [round(x), round(y), round(z)];
  return [rounded(current[0]), rounded(current[1]), rounded(current[2])];
}

function columnsOf(affine: readonly number[]): Columns {
  const column = (index: number): Vector => [
    at(affine, index),
    at(affine, 4 + index),
    at(affine, 8 + index),
  ];
  return [column(0), column(1), column(2)];
}

function determinantOf([i, j, k]: Columns): number {
  return dot(i, cross(j, k));
}

function lengthOf(vector: Vector): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
