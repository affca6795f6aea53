import { at } from "../../base/ndarray.js";
import type { ImageProperty } from "./image-property.js";
import type { Box, PropertyView } from "./property-view.js";
import { reducePlane, type ReducedPlane } from "./reduced-plane.js";

/** Of each side of the content. */
const cornerShare = 0.25;
const mostBlocks = 64;
/** Blocks of a corner that a letter covers about. */
const brightShare = 0.02;
/** Blocks from one to its surroundings. */
const surround = 3;

/**
 * How much one corner stands out by something bright and small: (greatest − median over the four corners of b) / standard
 * deviation in the central half. b is the mean of the 2 % largest differences in a corner between a block (of at most 64 x 64) and the
 * mean of the eight blocks at 3 blocks' distance around it, so that smooth shading plays no part. Corners are a quarter of each
 * side of the box without black frame and rim.
 *
 * 0 or more. Noise and blur, which change all corners, mostly cancel; gain and offset change nothing. Equal markers in all
 * corners are not seen. NaN where the central half is constant, or the picture has fewer than 32 samples a side.
 */
export const cornerMarker: ImageProperty = {
  title: "corner marker or text",
  unit: "standard deviations",
  high: "something bright in one corner",
  measure(view) {
    const { height, width, reduced, spread } = view;
    if (Math.min(height, width) < mostBlocks / 2 || !(spread > 0)) return NaN;
    const plane = reducePlane(reduced.means, reduced.rows, reduced.columns, mostBlocks);
    const tops = cornersOf(view, plane).map((box) => standsOut(plane, box));
    const sorted = tops.toSorted((one, two) => one - two);
    const median = (at(sorted, 1) + at(sorted, 2)) / 2;
    return (at(sorted, 3) - median) / spread;
  },
};

/** Top left, top right, bottom left, bottom right, in blocks of `plane`. */
function cornersOf({ content, rim, coarse }: PropertyView, plane: ReducedPlane): Box[] {
  const down = (row: number): number => Math.round((row * plane.rows) / coarse.rows);
  const across = (column: number): number => Math.round((column * plane.columns) / coarse.columns);
  const [top, left] = [down(content.top + rim), across(content.left + rim)];
  const bottom = Math.max(top + 1, down(content.bottom - rim));
  const right = Math.max(left + 1, across(content.right - rim));
  const high = Math.max(1, Math.round((bottom - top) * cornerShare));
  const wide = Math.max(1, Math.round((right - left) * cornerShare));
  return [top, bottom - high].flatMap((row) =>
    [left, right - wide].map((column) => ({
      ...{ top: row, bottom: row + high, left: column, right: column + wide },
    })),
  );
}

function standsOut(plane: ReducedPlane, { top, bottom, left, right }: Box): number {
  const { rows, columns, means } = plane;
  const values = new Float64Array((bottom - top) * (right - left));
  let count = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      let sum = 0;
      for (let down = -surround; down <= surround; down += surround) {
        const near = Math.min(rows - 1, Math.max(0, row + down)) * columns;
        for (let across = -surround; across <= surround; across += surround) {
          sum += at(means, near + Math.min(columns - 1, Math.max(0, column + across)));
        }
      }
      const own = at(means, row * columns + column);
      values[count++] = own - (sum - own) / 8;
    }
  }
  values.sort();
  const bright = Math.max(1, Math.round(count * brightShare));
  return values.subarray(count - bright).reduce((sum, value) => sum + value, 0) / bright;
}

/** Samples to either side that a stroke must stand out from. */
const reach = 3;
/** Of the range from the darkest to the brightest sample. */
const steepness = 0.4;

/**
 * Burned-in text outside the corners, by a simple rule: share of the samples that are brighter than both neighbours at 3
 * samples' distance, left and right or above and below, by more than 0.4 of the picture's range: thin, steep, bright strokes. On
 * at most 256 x 256 means of blocks, corners (a quarter of each side) left out.
 *
 * 0..1; a line of letters gives some 0.01. It does not read: thin bright wires, calipers and grid lines count too, dark text on
 * bright ground does not. Gain and offset do not change it. NaN where all is equal.
 */
export const burnedInText: ImageProperty = {
  title: "burned-in text",
  unit: "share of stroke samples",
  high: "more thin bright strokes",
  measure({ reduced: { rows, columns, means } }) {
    const step = steepness * rangeOf(means);
    if (!(step > 0)) return NaN;
    const [high, wide] = [rows * cornerShare, columns * cornerShare];
    const down = reach * columns;
    let [strokes, count] = [0, 0];
    for (let row = reach; row < rows - reach; row++) {
      const isOuterRow = row < high || row >= rows - high;
      for (let column = reach; column < columns - reach; column++) {
        if (isOuterRow && (column < wide || column >= columns - wide)) continue;
        const index = row * columns + column;
        const least = (means[index] ?? NaN) - step;
        const isAcross =
          (means[index - reach] ?? NaN) < least && (means[index + reach] ?? NaN) < least;
        const isDown = (means[index - down] ?? NaN) < least && (means[index + down] ?? NaN) < least;
        if (isAcross || isDown) strokes += 1;
        count += 1;
      }
    }
    return count > 0 ? strokes / count : NaN;
  },
};

/** Brightest less darkest; NaN where one is NaN. */
function rangeOf(means: Float64Array): number {
  let [darkest, brightest] = [Infinity, -Infinity];
  for (let index = 0; index < means.length; index++) {
    const mean = means[index] ?? NaN;
    darkest = Math.min(darkest, mean);
    brightest = Math.max(brightest, mean);
  }
  return brightest - darkest;
}
