import { DataError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";

/** Below this share of the largest change in a picture a pixel counts as unchanged: soft edges have no end. */
const faint = 0.01;

/**
 * Where a planted artefact is: the pixels that change when it is put in or taken out, by more than a hundredth of the largest change in
 * the picture, in any channel.
 * @param variants the picture with each value of the artefact, [C, ...extents] each; two at least.
 * @returns [...extents], 1 there, else 0; all 0 where nothing changes.
 * @throws DataError where their lengths differ from the shape.
 */
export function plantedFootprint(
  variants: readonly Float32Array[],
  imageShape: readonly number[],
): Uint8Array {
  const size = sizeOf(imageShape.slice(1));
  const [first = new Float32Array(), ...others] = variants;
  const changes = new Float64Array(size);
  for (const variant of variants) {
    if (variant.length === sizeOf(imageShape)) continue;
    throw new DataError("footprint", "numbers of a picture", {
      expected: sizeOf(imageShape),
      got: variant.length,
    });
  }
  for (const other of others) {
    for (const [place, value] of other.entries()) {
      const pixel = place % size;
      changes[pixel] = Math.max(at(changes, pixel), Math.abs(value - at(first, place)));
    }
  }
  const largest = changes.reduce((most, change) => Math.max(most, change), 0);
  return Uint8Array.from(changes, (change) => Number(change > faint * largest));
}
