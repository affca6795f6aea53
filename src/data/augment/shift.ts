import { at, sizeOf } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";

/** Move the images [C, ...space] at `images[offset ...]` as `rng` draws. */
export type ShiftImage = (images: Float32Array, offset: number, rng: Rng) => void;

/**
 * A function that moves an image in place, along each spatial axis by a whole number of pixels, uniform in −shift … shift;
 * what comes in from outside repeats the edge, so that no frame of another brightness is made. Channels move together. One
 * draw an axis, in the order of the axes; `shift` above 0.
 * @param space lengths of one to three spatial axes.
 */
export function createShift(shift: number, channels: number, space: readonly number[]): ShiftImage {
  const size = sizeOf(space);
  const scratch = new Float32Array(size);
  // Source position along each axis, for every shift that can be drawn.
  const sources = space.map((extent) =>
    Array.from({ length: 2 * shift + 1 }, (_, drawn) =>
      Int32Array.from({ length: extent }, (__, position) =>
        Math.min(extent - 1, Math.max(0, position + drawn - shift)),
      ),
    ),
  );
  const drawn = sources.map((ofAxis) => at(ofAxis, 0));
  return (images, offset, rng) => {
    for (let axis = 0; axis < sources.length; axis++) {
      drawn[axis] = at(at(sources, axis), rng.integer(2 * shift + 1));
    }
    for (let channel = 0; channel < channels; channel++) {
      const start = offset + channel * size;
      for (let index = 0; index < size; index++) scratch[index] = images[start + index] ?? 0;
      gather(scratch, images, start, drawn);
    }
  };
}

const one = Int32Array.of(0);

/** target[start + (p_1 … p_n)] = source[s_1(p_1) … s_n(p_n)], C order; one to three axes. */
function gather(
  source: Float32Array,
  target: Float32Array,
  start: number,
  axes: readonly Int32Array[],
): void {
  const depth = axes[axes.length - 3] ?? one;
  const height = axes[axes.length - 2] ?? one;
  const width = axes[axes.length - 1] ?? one;
  let index = start;
  for (const z of depth) {
    for (const y of height) {
      const line = (z * height.length + y) * width.length;
      for (const x of width) target[index++] = source[line + x] ?? 0;
    }
  }
}
