import { at, sizeOf } from "../../base/ndarray.js";
import { sortedQuantile } from "../../evaluation/intervals/quantile.js";

/** How pictures lie in memory: [C, H, W], or [C, D, H, W] of volumes; row-major. */
export interface PictureShape {
  readonly channels: number;
  /** [H, W] or [D, H, W]. */
  readonly extents: readonly number[];
}

/**
 * What an intervention takes from a donor's picture and gives to another; all else stays as it is. None of them moves what is
 * in the middle of the picture.
 *
 * - `tone`: median and interquartile range of each channel (brightness, contrast, colour cast), measured on what is in neither of the last
 *   two, so that a marker of some quarter of the picture, wherever it is, is no tone.
 * - `grain`: strength of what is finer than some three pixels (sharpness, noise): x = smooth + fine, fine is brought to the
 *   donor's standard deviation in each channel.
 * - `frame`: the outermost eighth on each side, as it is (borders, collimation, text at the rim).
 * - `corners`: squares of a quarter of each side in the corners (markers of side, stamps).
 */
export const pictureParts = ["tone", "grain", "frame", "corners"] as const;
export type PicturePart = (typeof pictureParts)[number];

/** The picture with a part of the donor's; both [C, ...extents], finite; neither is changed. */
export type TakePart = (picture: Float32Array, donor: Float32Array) => Float32Array;

/** {@link TakePart} of each part, for pictures of one shape. */
export function partTakers(shape: PictureShape): Readonly<Record<PicturePart, TakePart>> {
  const [frame, corners] = [placesWhere(shape, 1 / 8, "any"), placesWhere(shape, 1 / 4, "all")];
  const rim = new Set([...frame, ...corners]);
  const middle = Int32Array.from({ length: sizeOf(shape.extents) }, (_, place) => place).filter(
    (place) => !rim.has(place),
  );
  return {
    tone: byChannel(shape, (picture, donor) => takeTone(picture, donor, middle)),
    grain: byChannel(shape, (picture, donor) => takeGrain(picture, donor, shape.extents)),
    frame: takeWhere(shape, frame),
    corners: takeWhere(shape, corners),
  };
}

/** Each channel on its own. */
function byChannel(
  { channels, extents }: PictureShape,
  take: (picture: Float32Array, donor: Float32Array) => Float32Array,
): TakePart {
  const size = sizeOf(extents);
  return (picture, donor) => {
    const result = new Float32Array(channels * size);
    for (let start = 0; start < result.length; start += size) {
      const end = start + size;
      result.set(take(picture.subarray(start, end), donor.subarray(start, end)), start);
    }
    return result;
  };
}

/** (x − median)·(donor's range / own) + donor's median; where one of the ranges is 0, the scale stays. */
function takeTone(picture: Float32Array, donor: Float32Array, places: Int32Array): Float32Array {
  const [own, other] = [quartilesOf(picture, places), quartilesOf(donor, places)];
  const scale = own.range > 0 && other.range > 0 ? other.range / own.range : 1;
  return picture.map((value) => (value - own.median) * scale + other.median);
}

function quartilesOf(
  channel: Float32Array,
  places: Int32Array,
): { readonly median: number; readonly range: number } {
  const sorted = Float32Array.from(places, (place) => at(channel, place)).sort();
  const range = sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25);
  return { median: sortedQuantile(sorted, 0.5), range };
}

/** smooth + fine·(donor's deviation of fine / own); a channel without any fine part stays as it is. */
function takeGrain(
  picture: Float32Array,
  donor: Float32Array,
  extents: readonly number[],
): Float32Array {
  const smooth = smoothed(picture, extents);
  const fine = picture.map((value, place) => value - at(smooth, place));
  const donorSmooth = smoothed(donor, extents);
  const donorFine = donor.map((value, place) => value - at(donorSmooth, place));
  const own = deviationOf(fine);
  if (own === 0) return picture.slice();
  const scale = deviationOf(donorFine) / own;
  return smooth.map((value, place) => value + at(fine, place) * scale);
}

/** Mean of three neighbours along each axis in turn; at the rim of those that are there. */
function smoothed(channel: Float32Array, extents: readonly number[]): Float32Array {
  let current = channel;
  let stride = channel.length;
  for (const extent of extents) {
    stride /= extent;
    const next = new Float32Array(channel.length);
    for (let place = 0; place < next.length; place++) {
      const position = Math.floor(place / stride) % extent;
      let [total, count] = [at(current, place), 1];
      if (position > 0) [total, count] = [total + at(current, place - stride), count + 1];
      if (position < extent - 1) [total, count] = [total + at(current, place + stride), count + 1];
      next[place] = total / count;
    }
    current = next;
  }
  return current;
}

/** Standard deviation, over n. */
function deviationOf(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  const mean = total / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** The donor's numbers at these places of every channel, the picture's own elsewhere. */
function takeWhere({ channels, extents }: PictureShape, places: Int32Array): TakePart {
  const size = sizeOf(extents);
  return (picture, donor) => {
    const result = picture.slice();
    for (let start = 0; start < channels * size; start += size) {
      for (const place of places) result[start + place] = at(donor, start + place);
    }
    return result;
  };
}

/** Places of a channel whose coordinates are within `share` of an end: along any axis, or along all of them. */
function placesWhere({ extents }: PictureShape, share: number, along: "any" | "all"): Int32Array {
  const size = sizeOf(extents);
  const places: number[] = [];
  for (let place = 0; place < size; place++) {
    let rest = place;
    let near = 0;
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      const extent = at(extents, axis);
      const position = rest % extent;
      rest = Math.floor(rest / extent);
      if (Math.min(position, extent - 1 - position) < extent * share) near += 1;
    }
    if (along === "any" ? near > 0 : near === extents.length) places.push(place);
  }
  return Int32Array.from(places);
}
