import { DataError } from "../../base/errors.js";
import { at, sizeOf, stridesOf } from "../../base/ndarray.js";
import type { PictureShape } from "./picture-part.js";

/**
 * The picture with some places filled from the border around them: layer by layer from outside, each place the mean of those of its
 * neighbours (along axes and diagonals, within the picture) that are known by then. So what is there is gone, what surrounds it goes on, and no
 * level is brought in that is not at the border: the picture's mean would be a grey patch on a black background, a mark of its own.
 * All values lie between the least and the greatest of the border, by channel. The texture of the surroundings is not made up.
 * @param picture [C, ...extents].
 * @param places flat positions in a channel, each once; none gives a copy.
 * @returns a new picture.
 * @throws DataError where the places are the whole picture, or beyond it.
 * @source ours; a simple form of filling by diffusion (Bertalmio et al. 2000).
 */
export function fillPlaces(
  picture: Float32Array,
  places: ArrayLike<number>,
  shape: PictureShape,
): Float32Array {
  const { channels, extents } = shape;
  const size = sizeOf(extents);
  if (places.length >= size) {
    throw new DataError("fill", "no border around the whole picture", { places: places.length });
  }
  const filled = picture.slice();
  const isKnown = new Uint8Array(size).fill(1);
  for (let index = 0; index < places.length; index++) isKnown[at(places, index)] = 0;
  const { around, most } = createNeighbours(extents);
  const found = new Int32Array(most);
  const isWaiting = isKnown.map((own) => 1 - own);
  // The next layer: what touches the one before and waits still.
  let layer = Array.from(places).filter((place) => {
    const count = around(place, found);
    let known = 0;
    for (let index = 0; index < count; index++) known += at(isKnown, at(found, index));
    return known > 0;
  });
  while (layer.length > 0) {
    for (const place of layer) isWaiting[place] = 0;
    const next: number[] = [];
    for (const place of layer) {
      const count = around(place, found);
      for (let start = 0; start < channels * size; start += size) {
        let [total, known] = [0, 0];
        for (let index = 0; index < count; index++) {
          const other = at(found, index);
          if (isKnown[other] === 0) continue;
          total += at(filled, start + other);
          known += 1;
        }
        filled[start + place] = total / known;
      }
      for (let index = 0; index < count; index++) {
        const other = at(found, index);
        if (isWaiting[other] === 0) continue;
        isWaiting[other] = 0;
        next.push(other);
      }
    }
    for (const place of layer) isKnown[place] = 1;
    layer = next;
  }
  return filled;
}

/** Which places touch a place, along axes and diagonals, within a picture. */
export interface Neighbours {
  /** Neighbours of a place at most: 3^axes − 1. */
  readonly most: number;
  /** Writes them to `out` [most], and returns how many there are. */
  readonly around: (place: number, out: Int32Array) => number;
}

/** Neighbours in a picture of `extents`, at the rim fewer. */
export function createNeighbours(extents: readonly number[]): Neighbours {
  const strides = stridesOf(extents);
  const axes = extents.length;
  // Steps of −1, 0 and 1 along each axis, all but the place itself.
  const steps = Array.from({ length: 3 ** axes }, (_, code) =>
    extents.map((__, axis) => (Math.floor(code / 3 ** axis) % 3) - 1),
  ).filter((step) => step.some((own) => own !== 0));
  const moves = steps.map((step) => step.reduce((sum, own, axis) => sum + own * at(strides, axis), 0)); // prettier-ignore
  const position = new Int32Array(axes);
  return {
    most: steps.length,
    around(place, out) {
      for (let axis = 0; axis < axes; axis++) {
        position[axis] = Math.floor(place / at(strides, axis)) % at(extents, axis);
      }
      let count = 0;
      for (let index = 0; index < steps.length; index++) {
        const step = at(steps, index);
        let isInside = true;
        for (let axis = 0; axis < axes; axis++) {
          const moved = at(position, axis) + at(step, axis);
          if (moved < 0 || moved >= at(extents, axis)) isInside = false;
        }
        if (!isInside) continue;
        out[count] = place + at(moves, index);
        count += 1;
      }
      return count;
    },
  };
}
