import type { NdArray } from "../../base/ndarray.js";

/** What the channels are, first axis of the samples. */
export type ChannelMeaning = "grey" | "rgb";

/**
 * A picture or a volume as its file holds it: what every reader of images gives.
 *
 * Samples are in the file's own unit after its own rescaling (Hounsfield units, T1 intensities, 0..255), higher is
 * brighter; windows, resizing and normalisation come later and are declared.
 *
 *   2-D   [C, H, W]       rows from the top, columns from the left, as a person is to see it
 *   3-D   [C, X, Y, Z]    x to the patient's right, y to the front, z to the head (RAS+): the nearest order of axes and
 *                         signs that the file's affine allows, as nibabel's `as_closest_canonical` and MONAI have it
 */
export interface DecodedImage {
  readonly samples: NdArray;
  readonly channels: ChannelMeaning;
  /** Millimetres from a sample to the next along each axis after the first; null where the file does not say. */
  readonly spacingMm: readonly number[] | null;
  /** 3-D: 4 x 4, row by row, index (x, y, z, 1) to millimetres in RAS+; null for 2-D, and where the file has none. */
  readonly affine: readonly number[] | null;
}
