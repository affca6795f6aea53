import type { ArrayDType } from "../../../base/ndarray.js";
import type { ChannelMeaning, DecodedImage } from "../decoded-image.js";
import { arrayOver } from "../elements.js";

/** Samples by their bits alone, so that moving them is exact whatever they mean. */
export type SampleWords = Uint8Array | Uint16Array | Uint32Array;

/** Planes of one size, [channels, height, width]. */
export interface Planes {
  readonly words: SampleWords;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Words of `size` bytes each over all of `buffer`, in the byte order of this machine. */
export function wordsOver(buffer: ArrayBuffer, size: 1 | 2 | 4): SampleWords {
  switch (size) {
    case 1:
      return new Uint8Array(buffer);
    case 2:
      return new Uint16Array(buffer);
    case 4:
      return new Uint32Array(buffer);
  }
}

/** The picture of grey or RGB planes whose words have the width of `dtype`; memory is shared, and must be their own. */
export function imageOfPlanes(
  { words, channels, height, width }: Planes,
  dtype: ArrayDType,
): DecodedImage {
  const meaning: ChannelMeaning = channels === 1 ? "grey" : "rgb";
  const samples = arrayOver(words.buffer, dtype, [channels, height, width]);
  return { samples, channels: meaning, spacingMm: null, affine: null };
}
