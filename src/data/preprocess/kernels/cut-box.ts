import { at } from "../../../base/ndarray.js";
import type { WorkingImage } from "../working-image.js";
import { extentsOf, geometryOfGrid } from "../working-image.js";

/**
 * The box of `size` samples that begins at index `start` of each axis, all channels. Where it reaches beyond the image
 * it is `fill`. The image itself where the box is all of it.
 */
export function cutBox(
  image: WorkingImage,
  start: readonly number[],
  size: readonly number[],
  fill: number,
): WorkingImage {
  const extents = extentsOf(image);
  if (extents.every((extent, axis) => start[axis] === 0 && size[axis] === extent)) return image;
  const channels = at(image.shape, 0);
  const data = new Float32Array(channels * size.reduce((product, extent) => product * extent, 1));
  if (fill !== 0) data.fill(fill);
  copyOverlap(
    image.data,
    channels,
    asVolume(extents, 1),
    asVolume(start, 0),
    asVolume(size, 1),
    data,
  );
  const steps = extents.map(() => 1);
  return { shape: [channels, ...size], data, ...geometryOfGrid(image, start, steps) };
}

/** Where the samples of the box lie in an image of `extents`, along each axis; -1 beyond it. */
export function boxPlaces(
  extents: readonly number[],
  start: readonly number[],
  size: readonly number[],
): Int32Array[] {
  return extents.map((extent, axis) =>
    Int32Array.from({ length: at(size, axis) }, (_, index) => {
      const place = at(start, axis) + index;
      return place >= 0 && place < extent ? place : -1;
    }),
  );
}

type Triple = readonly [number, number, number];

/** Two numbers as three: a picture is a volume of one layer. */
function asVolume(numbers: readonly number[], before: number): Triple {
  const [first, second, third] = numbers.length === 2 ? [before, ...numbers] : numbers;
  return [first ?? before, second ?? before, third ?? before];
}

/** Copy what box and image share, run by run along the last axis. */
function copyOverlap(
  from: Float32Array,
  channels: number,
  extents: Triple,
  start: Triple,
  size: Triple,
  to: Float32Array,
): void {
  const shared = (axis: 0 | 1 | 2): [number, number] => [
    Math.max(0, start[axis]),
    Math.min(extents[axis], start[axis] + size[axis]),
  ];
  const [[planeFrom, planeTo], [rowFrom, rowTo], [runFrom, runTo]] = [
    shared(0),
    shared(1),
    shared(2),
  ];
  if (runFrom >= runTo) return;
  for (let channel = 0; channel < channels; channel++) {
    for (let plane = planeFrom; plane < planeTo; plane++) {
      for (let row = rowFrom; row < rowTo; row++) {
        const source = ((channel * extents[0] + plane) * extents[1] + row) * extents[2];
        const target =
          ((channel * size[0] + plane - start[0]) * size[1] + row - start[1]) * size[2];
        to.set(from.subarray(source + runFrom, source + runTo), target + runFrom - start[2]);
      }
    }
  }
}
