import { ConfigError, DataError } from "../../base/errors.js";
import { at, sizeOf, stridesOf } from "../../base/ndarray.js";

/** What is covered, and how. */
export interface OcclusionLaw {
  /** [C, ...extents] of the picture. */
  readonly imageShape: readonly number[];
  /** Extents of a patch; not longer than the picture's. */
  readonly patch: readonly number[];
  /** From one patch to the next, along each axis; not longer than the patch, so that every pixel is covered. */
  readonly stride: readonly number[];
  /** What a covered pixel becomes, by channel. */
  readonly fill: readonly number[];
}

/**
 * First pixels of the patches, along each axis 0, stride, 2 stride, …, the last one at the end of the axis: [patches][axes], C order.
 * @throws ConfigError where patches do not cover the picture.
 */
export function occlusionPatches({
  imageShape,
  patch,
  stride,
}: Omit<OcclusionLaw, "fill">): number[][] {
  const extents = imageShape.slice(1);
  const startsOf = extents.map((extent, axis) => {
    const [length, step] = [at(patch, axis), at(stride, axis)];
    if (length < 1 || length > extent || step < 1 || step > length) {
      throw new ConfigError("occlusion", "patches do not cover the picture", {
        expected: "1 <= stride <= patch <= extent",
        got: `stride ${step}, patch ${length}, extent ${extent}`,
      });
    }
    const count = Math.ceil((extent - length) / step) + 1;
    return Array.from({ length: count }, (_, index) => Math.min(index * step, extent - length));
  });
  return startsOf.reduce<number[][]>(
    (places, starts) => places.flatMap((place) => starts.map((start) => [...place, start])),
    [[]],
  );
}

/** The picture with the patch that begins at `place` covered; the picture itself stays as it is. */
export function occlude(
  picture: Float32Array,
  place: readonly number[],
  law: OcclusionLaw,
): Float32Array {
  const { imageShape, fill } = law;
  const size = sizeOf(imageShape.slice(1));
  const covered = picture.slice();
  for (const [channel, level] of fill.entries()) {
    for (const pixel of pixelsOf(place, law)) covered[channel * size + pixel] = level;
  }
  return covered;
}

/**
 * Where covering changes the score: of each pixel the mean over the patches that cover it of |s(x) − s(x covered)|.
 *
 * Deviation: published is the score at the patch's middle; here patches overlap and every pixel has a value, and a score that rises counts
 * as one that falls, since the model heeds what was covered either way.
 * @param score of the picture as it is.
 * @param covered scores of the covered pictures, in the order of {@link occlusionPatches}.
 * @returns [...extents].
 * @throws DataError where there is not one score a patch.
 * @source Zeiler and Fergus 2014, section 4.2.
 */
export function occlusionMap(
  score: number,
  covered: ArrayLike<number>,
  law: Omit<OcclusionLaw, "fill">,
): Float64Array {
  const places = occlusionPatches(law);
  if (covered.length !== places.length) {
    throw new DataError("occlusion", "one score a patch", {
      expected: places.length,
      got: covered.length,
    });
  }
  const size = sizeOf(law.imageShape.slice(1));
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  for (const [index, place] of places.entries()) {
    const change = Math.abs(score - at(covered, index));
    for (const pixel of pixelsOf(place, law)) {
      sums[pixel] = at(sums, pixel) + change;
      counts[pixel] = at(counts, pixel) + 1;
    }
  }
  return sums.map((total, pixel) => total / at(counts, pixel));
}

/** Flat positions, in a channel, of the patch that begins at `place`. */
function pixelsOf(
  place: readonly number[],
  { imageShape, patch }: Pick<OcclusionLaw, "imageShape" | "patch">,
): number[] {
  const strides = stridesOf(imageShape.slice(1));
  return patch.reduce<number[]>(
    (pixels, length, axis) =>
      pixels.flatMap((pixel) =>
        Array.from(
          { length },
          (_, offset) => pixel + (at(place, axis) + offset) * at(strides, axis),
        ),
      ),
    [0],
  );
}
