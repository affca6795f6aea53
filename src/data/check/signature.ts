import { axisWeights, type AxisWeights } from "../preprocess/kernels/axis-weights.js";
import { resampleAxis } from "../preprocess/kernels/resample-axis.js";

/** Samples of a thumbnail. */
export const thumbnailSize = 16 * 16;

/** Signatures of images, to find those that look alike without reading them again. */
export interface Signatures {
  /** Two a image: bits 0 to 31 and 32 to 63 of its hash. */
  readonly hashes: Uint32Array;
  /** {@link thumbnailSize} an image: its thumbnail without its mean, scaled to −127..127. */
  readonly thumbnails: Int8Array;
  /** Take in an image [C, H, W] or [C, X, Y, Z] as number `index`. */
  write(index: number, image: Float32Array): void;
}

/**
 * Memory for the signatures of `count` images of one shape, 264 bytes each.
 *
 * An image is looked at as a plane: the mean over channels, and over z of a volume. Its **difference hash** is taken from
 * the means of 8 rows × 9 columns of equal size, rounded to 256 levels between their least and their largest: bit
 * 8 r + c says whether column c + 1 is brighter than column c in row r. Brightness and contrast do not change it. Its
 * thumbnail has the means of 16 × 16 pieces.
 * @source Krawetz 2013, dHash, as `imagehash.dhash` has it; deviations: means of areas in the place of Lanczos, and levels
 * of the image's own range in the place of 8-bit ones.
 */
export function createSignatures(imageShape: readonly number[], count: number): Signatures {
  const [channels = 1, height = 1, width = 1, depth = 1] = imageShape;
  const hashes = new Uint32Array(2 * count);
  const thumbnails = new Int8Array(thumbnailSize * count);
  const plane = new Float32Array(height * width);
  const area = (extent: number, size: number) =>
    axisWeights({ extent, from: 0, to: extent }, size, "area");
  const hashAxes = [area(height, 8), area(width, 9)] as const;
  const thumbnailAxes = [area(height, 16), area(width, 16)] as const;
  return {
    hashes,
    thumbnails,
    write(index, image) {
      project(image, channels, depth, plane);
      writeHash(shrink(plane, height, hashAxes), hashes, 2 * index);
      writeThumbnail(shrink(plane, height, thumbnailAxes), thumbnails, thumbnailSize * index);
    },
  };
}

/** Mean over channels and depth. */
function project(image: Float32Array, channels: number, depth: number, plane: Float32Array): void {
  const size = plane.length;
  plane.fill(0);
  for (let channel = 0; channel < channels; channel++) {
    let sample = channel * size * depth;
    for (let place = 0; place < size; place++) {
      let sum = 0;
      for (let layer = 0; layer < depth; layer++) sum += image[sample++] ?? 0;
      plane[place] = (plane[place] ?? 0) + sum / (channels * depth);
    }
  }
}

function shrink(
  plane: Float32Array,
  height: number,
  [rows, columns]: readonly [AxisWeights, AxisWeights],
): Float32Array {
  return resampleAxis(resampleAxis(plane, height, 1, columns), 1, columns.first.length, rows);
}

function writeHash(means: Float32Array, hashes: Uint32Array, offset: number): void {
  const [least, range] = rangeOf(means);
  let bit = 0;
  hashes[offset] = 0;
  hashes[offset + 1] = 0;
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++, bit++) {
      const left = levelOf(means[9 * row + column] ?? 0, least, range);
      const right = levelOf(means[9 * row + column + 1] ?? 0, least, range);
      if (right <= left) continue;
      const word = offset + (bit >> 5);
      hashes[word] = (hashes[word] ?? 0) | (1 << (bit & 31));
    }
  }
}

function levelOf(value: number, least: number, range: number): number {
  return range === 0 ? 0 : Math.round((255 * (value - least)) / range);
}

function rangeOf(values: Float32Array): readonly [least: number, range: number] {
  let least = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return [least, largest - least];
}

function writeThumbnail(means: Float32Array, thumbnails: Int8Array, offset: number): void {
  let mean = 0;
  for (const value of means) mean += value / means.length;
  let largest = 0;
  for (const value of means) largest = Math.max(largest, Math.abs(value - mean));
  const scale = largest === 0 ? 0 : 127 / largest;
  for (let index = 0; index < means.length; index++) {
    thumbnails[offset + index] = Math.round(((means[index] ?? 0) - mean) * scale);
  }
}
