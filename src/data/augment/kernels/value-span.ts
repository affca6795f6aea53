import type { ImageFacts } from "../step.js";

/** Where values begin and how far they reach; written anew for each image. */
export interface ValueSpan {
  least: number;
  length: number;
  /** What results are clamped to; infinite where the range is not known. */
  low: number;
  high: number;
}

/** A span for images of `facts`. */
export function createSpan({ range }: ImageFacts): ValueSpan {
  const [low, high] = range ?? [-Infinity, Infinity];
  return { least: 0, length: 0, low, high };
}

/**
 * Set `span` to the known range, or to the least and greatest value of the `count` numbers at `images[offset ...]`. The
 * length is 0 for an image of one value without a known range.
 */
export function spanImage(
  span: ValueSpan,
  { range }: ImageFacts,
  images: Float32Array,
  offset: number,
  count: number,
): void {
  let [least, greatest] = range ?? [Infinity, -Infinity];
  if (range === null) {
    for (let index = offset; index < offset + count; index++) {
      const value = images[index] ?? 0;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  span.least = least;
  span.length = greatest - least;
}
