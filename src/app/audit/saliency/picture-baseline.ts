import { at, sizeOf } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";

/** The picture at `position` of a set, in memory of its own. */
export function pictureAt(images: SetImages, position: number): Float32Array {
  const picture = new Float32Array(sizeOf(images.imageShape));
  images.writeImage(position, picture, 0);
  return picture;
}

/** Mean of each channel over the pictures at `positions`: an even grey that stands for "nothing". */
export function pictureBaseline(images: SetImages, positions: Iterable<number>): number[] {
  const [channels = 1, ...extents] = images.imageShape;
  const size = sizeOf(extents);
  const sums = Array.from({ length: channels }, () => 0);
  let count = 0;
  for (const position of positions) {
    count += size;
    for (const [place, value] of pictureAt(images, position).entries()) {
      const channel = Math.floor(place / size);
      sums[channel] = at(sums, channel) + value;
    }
  }
  return sums.map((total) => (count === 0 ? 0 : total / count));
}

/** The even picture of these levels, [C, ...extents]. */
export function evenPicture(
  levels: readonly number[],
  imageShape: readonly number[],
): Float32Array {
  const size = sizeOf(imageShape.slice(1));
  return Float32Array.from({ length: levels.length * size }, (_, place) =>
    at(levels, Math.floor(place / size)),
  );
}
