import { at } from "../../../base/ndarray.js";
import { axisWeights } from "../../preprocess/kernels/axis-weights.js";
import { resampleAxis } from "../../preprocess/kernels/resample-axis.js";

/** Side of a tile, one object as its source has it: uint8 [28, 28], black around it. */
export const tileSide = 28;

/** From this grey on, of 0..255, a pixel is of the object and not of the black around it. */
const inked = 32;

/** Where the object of a tile is: rows [top, bottom), columns [left, right). */
export interface TileExtent {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The smallest box around all pixels of at least 1/8 of white. A tile without any is its whole self. */
export function extentOf(tile: Uint8Array): TileExtent {
  let [top, bottom, left, right] = [tileSide, 0, tileSide, 0];
  for (let pixel = 0; pixel < tile.length; pixel++) {
    if ((tile[pixel] ?? 0) < inked) continue;
    const row = Math.floor(pixel / tileSide);
    const column = pixel % tileSide;
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
  }
  if (bottom === 0) return { top: 0, bottom: tileSide, left: 0, right: tileSide };
  return { top, bottom, left, right };
}

/** The part of a tile in `extent` as [height, width] of greys 0..1: linear interpolation, antialiased where it shrinks. */
export function resampleTile(
  tile: Uint8Array,
  { top, bottom, left, right }: TileExtent,
  height: number,
  width: number,
): Float32Array {
  const [rows, columns] = [bottom - top, right - left];
  const source = new Float32Array(rows * columns);
  for (let pixel = 0; pixel < source.length; pixel++) {
    const row = top + Math.floor(pixel / columns);
    source[pixel] = (tile[row * tileSide + left + (pixel % columns)] ?? 0) / 255;
  }
  const along = (extent: number, size: number) =>
    axisWeights({ extent, from: 0, to: extent }, size, "linear");
  const narrow = resampleAxis(source, rows, 1, along(columns, width));
  return resampleAxis(narrow, 1, width, along(rows, height));
}

/** Patches along each side of a scrambled tile. */
const patches = 4;
const patchSide = tileSide / patches;

/**
 * The same greys without the object: 4 x 4 patches of 7 x 7 pixels, moved by the permutation `order` (patch i comes
 * from patch `order[i]`). What is left is its brightness, its texture and pieces of its outline.
 * @param order [16], each of 0..15 once.
 */
export function scrambleTile(tile: Uint8Array, order: Int32Array): Uint8Array {
  const scrambled = new Uint8Array(tile.length);
  for (let patch = 0; patch < patches * patches; patch++) {
    const from = at(order, patch);
    for (let row = 0; row < patchSide; row++) {
      const start = cornerOf(from) + row * tileSide;
      scrambled.set(tile.subarray(start, start + patchSide), cornerOf(patch) + row * tileSide);
    }
  }
  return scrambled;
}

/** First pixel of a patch. */
function cornerOf(patch: number): number {
  const row = Math.floor(patch / patches) * patchSide;
  return row * tileSide + (patch % patches) * patchSide;
}
