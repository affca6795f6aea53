/**
 * Working memory for one picture: a value a pixel, C order. Every structure runs over whole planes, since a
 * loop with one small body stays fast where one loop over all structures does not (calls box their numbers).
 * Overwritten by every picture; nothing is read before it is written.
 */
export interface Planes {
  /** Position of each pixel in the chest, in half frame widths from its middle: right and down. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Density of soft tissue, 0 outside the body. */
  readonly tissue: Float64Array;
  /** Share of lung, 0..1, where the heart does not count. */
  readonly lung: Float64Array;
  /** Share of heart, 0..1. */
  readonly heart: Float64Array;
  /** Sum of everything: optical density, about 0..1. */
  readonly density: Float64Array;
}

/** Planes for pictures of `count` pixels. */
export function createPlanes(count: number): Planes {
  const plane = (): Float64Array => new Float64Array(count);
  return {
    x: plane(),
    y: plane(),
    tissue: plane(),
    lung: plane(),
    heart: plane(),
    density: plane(),
  };
}
