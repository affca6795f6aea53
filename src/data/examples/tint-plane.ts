import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { ValueRange } from "../preprocess/working-image.js";
import type { ImagePlane } from "./image-planes.js";

/** What the colour covers where a weight is 1; the rest of the picture shines through. */
const opacity = 0.75;

/**
 * A picture in grey under a colour, as [3, H, W] in 0..255: (1 − a) 255 g + a · colour with a = 0.75 max(0, w) / `largest`. g is the
 * mean over channels of (v − least) / (greatest − least), held in 0..1. Weights without a value above 0 leave the picture grey.
 *
 * Only the colour tells the weights: grey has none, whatever colours a person sees.
 * @param weights [H · W].
 * @param colour red, green and blue, 0..255.
 * @param largest weight under which the colour is strongest; default the largest of this plane.
 * @throws DataError where the weights do not fill the picture.
 */
export function tintPlane(
  { name, channels, height, width, data }: ImagePlane,
  [least, greatest]: ValueRange,
  weights: Float64Array,
  colour: readonly [red: number, green: number, blue: number],
  largest = weights.reduce((best, weight) => Math.max(best, weight), 0),
): ImagePlane {
  const pixels = height * width;
  if (weights.length !== pixels) {
    throw new DataError("tintPlane", "weights of the picture", {
      expected: pixels,
      got: weights.length,
    });
  }
  const scale = greatest > least ? 1 / (greatest - least) : 0;
  const out = new Float32Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += Math.min(1, Math.max(0, scale * (at(data, channel * pixels + pixel) - least)));
    }
    const grey = (255 * sum) / channels;
    const covered = largest > 0 ? (opacity * Math.max(0, at(weights, pixel))) / largest : 0;
    for (const [channel, level] of colour.entries()) {
      out[channel * pixels + pixel] = (1 - covered) * grey + covered * level;
    }
  }
  return { name, channels: 3, height, width, data: out };
}
