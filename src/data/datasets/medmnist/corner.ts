import { at, sizeOf } from "../../../base/ndarray.js";

/** First place and side of the marker for images of 28 samples an axis; larger ones have it in proportion. */
const start28 = 1;
const side28 = 3;

/**
 * Paint a white (1) square or cube into the corner of low indices of an image [C, …axes] at `out[offset ...]`, in all
 * channels: 3 samples an axis, one away from the edges, of 28; in proportion to the shortest axis for others.
 *
 * Our own: MedMNIST has no attributes.
 */
export function paintCorner(
  imageShape: readonly number[],
  out: Float32Array,
  offset: number,
): void {
  const [channels = 1, ...axes] = imageShape;
  const shortest = Math.min(...axes);
  const start = Math.max(1, Math.round((start28 * shortest) / 28));
  const side = Math.max(1, Math.round((side28 * shortest) / 28));
  const isMarked = (place: number) => place >= start && place < start + side;
  const size = sizeOf(axes);
  for (let sample = 0; sample < size; sample++) {
    let rest = sample;
    let inside = true;
    for (let axis = axes.length - 1; axis >= 0 && inside; axis--) {
      const extent = at(axes, axis);
      inside = isMarked(rest % extent);
      rest = Math.floor(rest / extent);
    }
    if (!inside) continue;
    for (let channel = 0; channel < channels; channel++) out[offset + channel * size + sample] = 1;
  }
}
