import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";
import type { PoolName } from "../../dataset.js";
import { between } from "../phantom/variation.js";
import type { ObjectSource } from "./object-source.js";
import { placeBoxes, type Box } from "./place-boxes.js";
import { extentOf, resampleTile, scrambleTile, type TileExtent } from "./tile.js";

/** Something on a canvas. */
export interface CanvasItem {
  /** Class of an object; null for a distractor, which has no label. */
  readonly kind: number | null;
  readonly box: Box;
  /** Greys before `gain`, 0..1, [height, width] of the box. */
  readonly grey: Float32Array;
  /** Brightness, 0.75 to 1. */
  readonly gain: number;
}

/** Everything on a canvas but the noise of its ground; the later cover the earlier. */
export type CanvasScene = readonly CanvasItem[];

/** The longer side as a share of the canvas: 17 to 23 of 64 pixels. */
const objectShare = [0.27, 0.36] as const;
const distractorShare = [0.18, 0.27] as const;

/** An item before it has a place. */
interface Draft {
  readonly kind: number | null;
  readonly tile: Uint8Array;
  readonly extent: TileExtent;
  readonly gain: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A canvas of `side` pixels with an object of each class of `kinds` and `distractors` scrambled objects of any class,
 * in random order at random places ({@link placeBoxes}): place, size and brightness tell nothing of the class. Objects
 * cover distractors where they meet.
 */
export function drawScene(
  source: ObjectSource,
  pool: PoolName,
  kinds: readonly number[],
  distractors: number,
  side: number,
  rng: Rng,
): CanvasScene {
  const order = rng.child("order").permutation(kinds.length);
  const objects = Array.from(order, (place): Draft => {
    const kind = at(kinds, place);
    const own = rng.child(`object-${kind}`);
    return draft(kind, source.draw(pool, kind, own.child("tile")), objectShare, side, own);
  });
  const others = Array.from({ length: distractors }, (_, index): Draft => {
    const own = rng.child(`distractor-${index}`);
    const whole = source.draw(pool, own.integer(source.names.length), own.child("tile"));
    return draft(null, scrambleTile(whole, own.permutation(16)), distractorShare, side, own);
  });
  const drafts = [...objects, ...others];
  const boxes = placeBoxes(drafts, side, rng.child("places"));
  const items = drafts.map(({ kind, tile, extent, gain }, index): CanvasItem => {
    const box = at(boxes, index);
    return { kind, box, grey: resampleTile(tile, extent, box.height, box.width), gain };
  });
  return items.reverse();
}

function draft(
  kind: number | null,
  tile: Uint8Array,
  [least, most]: readonly [number, number],
  side: number,
  rng: Rng,
): Draft {
  const extent = extentOf(tile);
  const height = extent.bottom - extent.top;
  const width = extent.right - extent.left;
  const scale = (between(rng, least, most) * side) / Math.max(height, width);
  const gain = between(rng, 0.75, 1);
  return { kind, tile, extent, gain, height: scale * height, width: scale * width };
}
