import type { Rng } from "../../../base/rng.js";
import type { CanvasScene } from "./scene.js";

/** Greatest grey of the ground. */
export const brightestGround = 0.08;

/** Grey from which on an item covers what is behind it wholly; below it shines through in proportion. */
const opaque = 0.25;
/** Where an item covers at least half, the pixel is the item's. */
export const visibleGrey = opaque / 2;

/**
 * Paint a scene of `side` x `side` pixels over a dark, noisy ground to `out[offset ...]`, 0..1. A pixel of an item of
 * grey g and brightness b becomes (1 - α) · what was there + α · b · g with α = min(1, g / 0.25), so that the black
 * around an object in its source is no square on the canvas. The ground is the mean of two uniform numbers of 0..0.08:
 * less than b · g wherever an item is visible (0.75 · 0.125), which so is always brighter than the ground behind it.
 * @param noise drawn from in order, the same number for every scene.
 */
export function paintScene(
  scene: CanvasScene,
  side: number,
  noise: Rng,
  out: Float32Array,
  offset: number,
): void {
  const half = brightestGround / 2;
  for (let pixel = 0; pixel < side * side; pixel++) {
    out[offset + pixel] = half * (noise.uniform() + noise.uniform());
  }
  for (const { grey, gain, box } of scene) {
    for (let index = 0; index < grey.length; index++) {
      const own = grey[index] ?? 0;
      const pixel = offset + pixelOf(box, index, side);
      const share = Math.min(1, own / opaque);
      out[pixel] = (1 - share) * (out[pixel] ?? 0) + share * gain * own;
    }
  }
}

/**
 * Where the objects of class `kind` are to be seen: `out` [side · side], 1 where one covers at least half of what is
 * behind it and nothing later does so to it, else 0.
 */
export function paintMask(scene: CanvasScene, kind: number, side: number, out: Uint8Array): void {
  out.fill(0, 0, side * side);
  for (const item of scene) {
    const value = item.kind === kind ? 1 : 0;
    for (const [index, own] of item.grey.entries()) {
      if (own >= visibleGrey) out[pixelOf(item.box, index, side)] = value;
    }
  }
}

/** Pixel of the canvas that sample `index` of a box lies on. */
function pixelOf(
  { top, left, width }: { readonly top: number; readonly left: number; readonly width: number },
  index: number,
  side: number,
): number {
  return (top + Math.floor(index / width)) * side + left + (index % width);
}
