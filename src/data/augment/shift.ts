import { at, sizeOf } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import type { Batch } from "./batch.js";

/** Random changes of training images; the same law for every method. */
export interface Augmentation {
  /** Largest shift along each spatial axis, in pixels; 0 for none. */
  readonly shift: number;
}

/**
 * Change the images of a batch in place, each row by draws of its own.
 *
 * shift: along each spatial axis by a whole number of pixels, uniform in −shift … shift; what comes in from outside
 * repeats the edge, so that no frame of another brightness is made. Channels move together. Labels and attributes stay:
 * the caller keeps augmentations away from attributes that they would change.
 * @param batch of images [B, C, ...space], one to three spatial axes.
 */
export function augmentBatch(batch: Batch, { shift }: Augmentation, rng: Rng): void {
  if (shift === 0) return;
  const [rows = 0, channels = 0, ...space] = batch.imageShape;
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
  for (let row = 0; row < rows; row++) {
    const drawn = sources.map((ofAxis) => at(ofAxis, rng.integer(2 * shift + 1)));
    for (let channel = 0; channel < channels; channel++) {
      const start = (row * channels + channel) * size;
      const plane = batch.images.subarray(start, start + size);
      scratch.set(plane);
      gather(scratch, plane, drawn);
    }
  }
}

/** target[p_1 … p_n] = source[s_1(p_1) … s_n(p_n)], C order; one to three axes. */
function gather(source: Float32Array, target: Float32Array, axes: readonly Int32Array[]): void {
  const one = Int32Array.of(0);
  const [depth, height, width] = [...new Array<Int32Array>(3 - axes.length).fill(one), ...axes] as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let index = 0;
  for (const z of depth) {
    for (const y of height) {
      const line = (z * height.length + y) * width.length;
      for (const x of width) target[index++] = source[line + x] ?? 0;
    }
  }
}
