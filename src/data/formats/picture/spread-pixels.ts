import type { SampleWords } from "./planes.js";

/** Where pixels go: planes of `size` samples each, from sample `start` of each, every `step`-th sample. */
export interface PixelPlaces {
  readonly words: SampleWords;
  readonly size: number;
  readonly start: number;
  readonly step: number;
}

/**
 * Put `count` pixels, whose `channels` samples stand side by side in `pixels`, one sample a plane. Which planes there
 * are beyond the first `channels` does not matter.
 */
export function spreadPixels(
  pixels: SampleWords,
  channels: number,
  count: number,
  { words, size, start, step }: PixelPlaces,
): void {
  if (channels === 1 && step === 1) {
    words.set(pixels.subarray(0, count), start);
  } else if (channels === 3) {
    // One walk instead of three: most time of a colour picture goes here.
    let from = 0;
    let to = start;
    for (let pixel = 0; pixel < count; pixel++, from += 3, to += step) {
      words[to] = pixels[from] ?? 0;
      words[to + size] = pixels[from + 1] ?? 0;
      words[to + 2 * size] = pixels[from + 2] ?? 0;
    }
  } else {
    for (let channel = 0; channel < channels; channel++) {
      let from = channel;
      let to = channel * size + start;
      for (let pixel = 0; pixel < count; pixel++, from += channels, to += step) {
        words[to] = pixels[from] ?? 0;
      }
    }
  }
}
