import type { ReducedPlane } from "./reduced-plane.js";
import { reducePlane } from "./reduced-plane.js";

/** A picture, or a slice of a volume, as properties look at it. */
export interface PropertyView {
  readonly height: number;
  readonly width: number;
  /** [H · W]: the mean over the channels, in the file's unit; 1/255 or 1/65535 of it where samples are uint8 or uint16. */
  readonly lightness: Float32Array;
  /** [3 · H · W] in the same unit; null of a grey picture. */
  readonly colours: Float32Array | null;
  /** At most 256 x 256 means of blocks. */
  readonly reduced: ReducedPlane;
  /** At most 32 x 32 means of blocks of `reduced`. */
  readonly coarse: ReducedPlane;
  /** [rows · columns of `coarse`]: 1 where a block belongs to the uniform dark margin; 0 in the rim. */
  readonly frame: Uint8Array;
  /** Blocks of `coarse` from each edge that a border may take: a dark margin is looked for inside of them. */
  readonly rim: number;
  /** The smallest box, in blocks of `coarse`, that holds all that is no margin; the whole where all is. */
  readonly content: Box;
  /** The central half of height and of width, in samples: a quarter of the picture, where margins and markers seldom reach. */
  readonly inside: Box;
  /** Of `lightness` inside: mean, population standard deviation, third standardised moment (0 where all are equal). */
  readonly level: number;
  readonly spread: number;
  readonly skew: number;
}

/** Rows `top` to `bottom` − 1, columns `left` to `right` − 1. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Samples of one picture, ready to be looked at. */
export interface GreyOrColour {
  readonly height: number;
  readonly width: number;
  readonly lightness: Float32Array;
  readonly colours: Float32Array | null;
}

const mostReduced = 256;
const mostCoarse = 32;
const rimShare = 1 / 16;
/** A block is dark up to this share of the way from the darkest block to the brightest one inside. */
const darkShare = 0.08;

/** Measure once what several properties need. NaN samples give NaN. */
export function viewOf({ height, width, lightness, colours }: GreyOrColour): PropertyView {
  const reduced = reducePlane(lightness, height, width, mostReduced);
  const coarse = reducePlane(reduced.means, reduced.rows, reduced.columns, mostCoarse);
  const rim = rimOf(coarse);
  const frame = darkMargin(coarse, rim);
  const inside = centralHalf(height, width);
  return {
    ...{ height, width, lightness, colours, reduced, coarse, frame, rim, inside },
    content: contentBox(coarse, frame, rim),
    ...momentsIn(lightness, width, inside),
  };
}

/** Half of each side, in the middle; one sample at least. */
export function centralHalf(height: number, width: number): Box {
  const [top, left] = [Math.floor(height / 4), Math.floor(width / 4)];
  return {
    ...{ top, left },
    bottom: Math.max(top + 1, height - top),
    right: Math.max(left + 1, width - left),
  };
}

/** Blocks of each edge that a border may take. */
function rimOf({ rows, columns }: ReducedPlane): number {
  return Math.max(1, Math.round(Math.min(rows, columns) * rimShare));
}

/**
 * Dark blocks from which a straight line of dark blocks runs to the rim. A block is dark where its mean is at most
 * d + 0.08 (g − d), d that of the darkest block inside the rim and g that of the brightest one in the central half: another gain
 * or offset of the picture changes nothing. Blocks of the rim are 0.
 */
function darkMargin({ rows, columns, means }: ReducedPlane, rim: number): Uint8Array {
  const within = { top: rim, bottom: rows - rim, left: rim, right: columns - rim };
  const darkest = extremeIn(means, columns, within, Math.min);
  const brightest = extremeIn(means, columns, centralHalf(rows, columns), Math.max);
  const margin = new Uint8Array(means.length);
  if (!(brightest > darkest)) return margin;
  const limit = darkest + darkShare * (brightest - darkest);
  const run = (start: number, step: number, count: number) => {
    for (let index = 0, at = start; index < count; index++, at += step) {
      if (!((means[at] ?? NaN) <= limit)) return;
      margin[at] = 1;
    }
  };
  for (let row = rim; row < rows - rim; row++) {
    run(row * columns + rim, 1, columns - 2 * rim);
    run((row + 1) * columns - 1 - rim, -1, columns - 2 * rim);
  }
  for (let column = rim; column < columns - rim; column++) {
    run(rim * columns + column, columns, rows - 2 * rim);
    run((rows - 1 - rim) * columns + column, -columns, rows - 2 * rim);
  }
  return margin;
}

function extremeIn(
  means: Float64Array,
  columns: number,
  { top, bottom, left, right }: Box,
  of: (one: number, other: number) => number,
): number {
  let found = NaN;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const mean = means[row * columns + column] ?? NaN;
      found = Number.isNaN(found) ? mean : of(found, mean);
    }
  }
  return found;
}

/** Of what is neither margin nor rim; where no margin lies between, the rim belongs to it. */
function contentBox({ rows, columns }: ReducedPlane, frame: Uint8Array, rim: number): Box {
  let [top, bottom, left, right] = [rows, 0, columns, 0];
  for (let row = rim; row < rows - rim; row++) {
    for (let column = rim; column < columns - rim; column++) {
      if (frame[row * columns + column] === 1) continue;
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
      [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
    }
  }
  if (bottom <= top) return { top: 0, bottom: rows, left: 0, right: columns };
  return {
    top: top === rim ? 0 : top,
    bottom: bottom === rows - rim ? rows : bottom,
    left: left === rim ? 0 : left,
    right: right === columns - rim ? columns : right,
  };
}

function momentsIn(plane: Float32Array, width: number, { top, bottom, left, right }: Box) {
  const count = (bottom - top) * (right - left);
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) sum += plane[row * width + column] ?? NaN;
  }
  const level = sum / count;
  let [square, cube] = [0, 0];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const difference = (plane[row * width + column] ?? NaN) - level;
      square += difference * difference;
      cube += difference * difference * difference;
    }
  }
  const spread = Math.sqrt(square / count);
  return { level, spread, skew: spread > 0 ? cube / count / spread ** 3 : 0 * spread };
}
