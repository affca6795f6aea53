import { at, sizeOf } from "../../base/ndarray.js";

/**
 * Gradient [C, ...extents] as a map [...extents]: the largest |d score / d x| of the channels of a pixel.
 * @source Simonyan, Vedaldi and Zisserman 2014, section 3.1.
 */
export function gradientMap(gradient: Float32Array, imageShape: readonly number[]): Float64Array {
  return overChannels(gradient, imageShape, (sofar, value) => Math.max(sofar, Math.abs(value)));
}

/** Attributions [C, ...extents] as a map [...extents]: |sum over the channels of a pixel|. */
export function attributionMap(
  attributions: Float64Array,
  imageShape: readonly number[],
): Float64Array {
  return overChannels(attributions, imageShape, (sofar, value) => sofar + value).map(Math.abs);
}

function overChannels(
  values: ArrayLike<number>,
  [channels = 1, ...extents]: readonly number[],
  join: (sofar: number, value: number) => number,
): Float64Array {
  const size = sizeOf(extents);
  const map = new Float64Array(size);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < size; pixel++) {
      map[pixel] = join(at(map, pixel), at(values, channel * size + pixel));
    }
  }
  return map;
}
