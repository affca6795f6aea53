import { encodePng } from "../formats/encode-png.js";
import { axisWeights } from "../preprocess/kernels/axis-weights.js";
import { resampleAxis } from "../preprocess/kernels/resample-axis.js";
import type { ValueRange } from "../preprocess/working-image.js";
import type { ImagePlane } from "./image-planes.js";

/** A small PNG, grey or RGB of 8 bits. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/**
 * A plane as a small picture: 255 (v − least) / (greatest − least), rounded and held in 0..255; NaN and a range without width
 * give 0. Where the longer side has more than `longestSide` samples, both are first reduced to means over area, to whole
 * samples of the same proportions, one at least. Nothing is enlarged. Same plane, same bytes.
 * @throws FormatError for another number of channels than 1 and 3.
 */
export function makeThumbnail(
  plane: ImagePlane,
  [least, greatest]: ValueRange,
  longestSide: number,
): Thumbnail {
  const { channels, height, width, data } = reduce(plane, longestSide);
  const scale = greatest > least ? 255 / (greatest - least) : 0;
  const bytes = Uint8Array.from(data, (value) => {
    const level = Math.round(scale * (value - least));
    return Number.isNaN(level) ? 0 : Math.min(255, Math.max(0, level));
  });
  const png = encodePng({
    samples: { dtype: "uint8", shape: [channels, height, width], data: bytes },
    channels: channels === 3 ? "rgb" : "grey",
    ...{ spacingMm: null, affine: null },
  });
  return { width, height, png };
}

/** Least and greatest finite value of all planes; 0 and 0 where there is none. */
export function rangeOfPlanes(planes: readonly ImagePlane[]): ValueRange {
  let [least, greatest] = [Infinity, -Infinity];
  for (const { data } of planes) {
    for (const value of data) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return least <= greatest ? [least, greatest] : [0, 0];
}

function reduce(plane: ImagePlane, longestSide: number): ImagePlane {
  const { channels, height, width } = plane;
  const longest = Math.max(height, width);
  if (longest <= longestSide) return plane;
  const sizeOfSide = (extent: number): number =>
    Math.max(1, Math.round((extent * longestSide) / longest));
  const [rows, columns] = [sizeOfSide(height), sizeOfSide(width)];
  const weights = (extent: number, size: number) =>
    axisWeights({ extent, from: 0, to: extent }, size, "area");
  const narrow = resampleAxis(plane.data, channels * height, 1, weights(width, columns));
  const data = resampleAxis(narrow, channels, columns, weights(height, rows));
  return { ...plane, height: rows, width: columns, data };
}
