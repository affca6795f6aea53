import { at, sizeOf, stridesOf } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { createNeighbours, fillPlaces } from "./fill-places.js";
import type { PictureShape } from "./picture-part.js";

/** Places of one shape that were moved, and how much filling each changes. */
export interface PlacedControl {
  /** Flat positions in a channel. */
  readonly places: Int32Array;
  /** Root mean square of the change of the samples there, where they are filled. */
  readonly amount: number;
  /** The same of the places themselves. */
  readonly own: number;
}

/** Moves that are compared, and draws until there are so many. */
const candidates = 16;
const mostDraws = 400;

/**
 * The same shape at another place of the same picture: moved as a whole, within the picture, apart from itself by a place at least. Of
 * {@link candidates} moves that are drawn evenly that one whose filling changes the samples most nearly as much as filling the places themselves,
 * so that an empty background, where there is nothing to take out, is not what a finding is compared with where there is anything else.
 * @param picture [C, ...extents].
 * @param places flat positions in a channel, ascending.
 * @returns null where the shape has no room beside itself (as far as {@link mostDraws} draws show).
 * @source ours.
 */
export function placeControl(
  picture: Float32Array,
  places: Int32Array,
  shape: PictureShape,
  rng: Rng,
): PlacedControl | null {
  const moves = movesOf(places, shape.extents, rng);
  if (moves.length === 0) return null;
  const amountOf = (at: Int32Array) => amountFilled(picture, at, shape);
  const own = amountOf(places);
  const placed = moves.map((move) => {
    const moved = places.map((place) => place + move);
    return { places: moved, amount: amountOf(moved), own };
  });
  return placed.reduce((best, other) =>
    Math.abs(other.amount - own) < Math.abs(best.amount - own) ? other : best,
  );
}

/** How much filling changes the samples at the places: root mean square, over the channels too. */
function amountFilled(picture: Float32Array, places: Int32Array, shape: PictureShape): number {
  const filled = fillPlaces(picture, places, shape);
  const size = sizeOf(shape.extents);
  let squares = 0;
  for (let start = 0; start < shape.channels * size; start += size) {
    for (const place of places) {
      squares += (at(filled, start + place) - at(picture, start + place)) ** 2;
    }
  }
  return Math.sqrt(squares / (places.length * shape.channels));
}

/** Different moves as steps of the flat position, drawn evenly from those that stay in the picture and off the places. */
function movesOf(places: Int32Array, extents: readonly number[], rng: Rng): number[] {
  const strides = stridesOf(extents);
  const ranges = extents.map((extent, axis) => {
    let [first, last] = [extent, -1];
    for (const place of places) {
      const position = Math.floor(place / at(strides, axis)) % extent;
      [first, last] = [Math.min(first, position), Math.max(last, position)];
    }
    return { from: -first, count: extent - (last - first) };
  });
  const near = new Uint8Array(sizeOf(extents));
  const { around, most } = createNeighbours(extents);
  const touching = new Int32Array(most);
  for (const place of places) {
    near[place] = 1;
    for (const other of touching.subarray(0, around(place, touching))) near[other] = 1;
  }
  const moves = new Set<number>();
  for (let draw = 0; draw < mostDraws && moves.size < candidates; draw++) {
    const move = ranges.reduce((sum, { from, count }, axis) => sum + (from + rng.integer(count)) * at(strides, axis), 0); // prettier-ignore
    if (!moves.has(move) && places.every((place) => near[place + move] === 0)) moves.add(move);
  }
  return [...moves];
}
