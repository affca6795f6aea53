import { FormatError } from "../../../base/errors.js";
import { sizeOf } from "../../../base/ndarray.js";

/** 512 x 512 x 1024; 2 GiB as float64. */
const mostVoxels = 2 ** 28;

/**
 * The most voxels that a volume may have: a small compressed file can declare any number, and all are held in memory.
 * @throws FormatError for more.
 */
export function requireVoxelCount(shape: readonly number[], where: string): void {
  if (sizeOf(shape) > mostVoxels) {
    throw new FormatError(where, "volume has too many voxels to be held in memory", {
      expected: `at most ${mostVoxels}`,
      got: shape,
      advice: "Crop or resample it.",
    });
  }
}
