import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/** An image between two steps: float32 samples, and where they lie. Steps make new ones and change none. */
export interface WorkingImage {
  /** [C, H, W] or [C, X, Y, Z], axes as in DecodedImage; C is 1 or 3. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Millimetres from a sample to the next along each axis after the first; null where the file does not say. */
  readonly spacingMm: readonly number[] | null;
  /** 3-D: 4 x 4, row by row, index (x, y, z, 1) to millimetres in RAS+; null for 2-D, and where the file has none. */
  readonly affine: readonly number[] | null;
}

/** The least and the largest value that samples can have. */
export type ValueRange = readonly [least: number, largest: number];

/** Lengths of the axes after the channels. */
export function extentsOf(image: WorkingImage): readonly number[] {
  return image.shape.slice(1);
}

/**
 * Spacing and affine of a new grid over `image`: index i of the new grid lies at index first + step · i of the old,
 * axis by axis.
 */
export function geometryOfGrid(
  image: WorkingImage,
  first: readonly number[],
  step: readonly number[],
): Pick<WorkingImage, "spacingMm" | "affine"> {
  const { spacingMm, affine } = image;
  return {
    spacingMm: spacingMm?.map((millimetres, axis) => millimetres * at(step, axis)) ?? null,
    affine: affine === null ? null : affineOfGrid(affine, first, step),
  };
}

/** A · (first + step · i): columns are scaled, and the origin moves along them. */
function affineOfGrid(
  affine: readonly number[],
  first: readonly number[],
  step: readonly number[],
): number[] {
  const rows = [0, 1, 2].flatMap((row) => {
    const entry = (column: number): number => at(affine, 4 * row + column);
    const origin = first.reduce((sum, start, axis) => sum + entry(axis) * start, entry(3));
    return [...step.map((factor, axis) => entry(axis) * factor), origin];
  });
  return [...rows, 0, 0, 0, 1];
}

/**
 * Refuse an image whose number of axes is not that of a setting.
 * @throws DataError with `where`, naming `setting`.
 */
export function requireAxes(
  image: WorkingImage,
  setting: string,
  numbers: readonly number[],
  where: string,
): void {
  const extents = extentsOf(image);
  if (extents.length === numbers.length) return;
  throw new DataError(where, `${setting} does not have a number for each axis of the image`, {
    expected: `${extents.length} numbers for an image of ${extents.join(" x ")}`,
    got: numbers,
    advice: "Pictures have two axes, volumes three; a cohort has one kind.",
  });
}
