import { hiresPixels, morphoMnist } from "./constants.js";

const { side, hiresSide, scale } = morphoMnist;

/** Change of scale between digit and high-res grid; owns its buffers, so one per thread of work. */
export interface Resampler {
  /**
   * Digit at `pixels[offset ...]`, uint8 [28, 28], to `hires`, uint8 [112, 112].
   * v/255; spline ×4, clipped to the digit's range; Gaussian; ·255, truncated.
   */
  readonly up: (pixels: Uint8Array, offset: number, hires: Uint8Array) => void;
  /**
   * Picture `binary`, 0 or 1, [112, 112], to a digit at `out[offset ...]`, uint8 [28, 28].
   * Gaussian; spline /4 (no further smoothing), clipped to the smoothed picture's range; ·255, truncated.
   */
  readonly down: (binary: Uint8Array, out: Uint8Array, offset: number) => void;
}

/**
 * The resampler of Morpho-MNIST. Cubic B-spline interpolation with prefilter, half-pixel centres, mirrored
 * about the centre of the edge pixel; Gaussian σ = 4/3 high-res px, cut at 4 σ (5 px), edge pixel repeated.
 * The clip between the two keeps them from being one matrix.
 * @source skimage 0.19 `pyramid_expand` and `pyramid_reduce` (order 3), which call scipy `ndimage.zoom` and
 * `gaussian_filter`; Unser 1999, "Splines: a perfect fit for signal and image processing", eq. 8 to 12.
 */
export function createResampler(): Resampler {
  const upSpline = splineAlongColumns(side, hiresSide);
  const downSpline = splineAlongColumns(hiresSide, side);
  const smooth = gaussianAlongColumns(hiresSide, morphoMnist.sigmaPerScale * scale);
  const digit = new Float64Array(side * side);
  const narrow = new Float64Array(side * hiresSide);
  const wide = new Float64Array(hiresPixels);
  const turned = new Float64Array(hiresPixels);

  function up(pixels: Uint8Array, offset: number, hires: Uint8Array): void {
    toUnitRange(pixels, offset, digit);
    upSpline(digit, side, narrow);
    upSpline(narrow, hiresSide, wide);
    clipToRangeOf(digit, wide);
    smooth(wide, hiresSide, turned);
    smooth(turned, hiresSide, wide);
    toBytes(wide, hires, 0);
  }

  function down(binary: Uint8Array, out: Uint8Array, offset: number): void {
    wide.set(binary);
    smooth(wide, hiresSide, turned);
    smooth(turned, hiresSide, wide);
    downSpline(wide, hiresSide, narrow);
    downSpline(narrow, side, digit);
    clipToRangeOf(wide, digit);
    toBytes(digit, out, offset);
  }

  return { up, down };
}

/**
 * A linear filter along the first axis that also transposes: `source` [n, columns] to `target`
 * [columns, m]. Applied twice it filters both axes and restores the orientation.
 */
type ColumnFilter = (source: Float64Array, columns: number, target: Float64Array) => void;

/** Cubic B-spline interpolation of `inputs` samples at `outputs` half-pixel centres. */
function splineAlongColumns(inputs: number, outputs: number): ColumnFilter {
  const taps = splineTaps(inputs, outputs);
  const line = new Float64Array(inputs);
  return (source, columns, target) => interpolateColumns(source, columns, target, line, taps);
}

/** Sample number and weight of the four taps of each output. */
interface SplineTaps {
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/*
 * The inner loops below are plain functions of their buffers, not closures: V8 reloads what a closure
 * captures at each element once two of its kind exist, which cost a factor of four.
 */

function interpolateColumns(
  source: Float64Array,
  columns: number,
  target: Float64Array,
  line: Float64Array,
  { index, weight }: SplineTaps,
): void {
  const inputs = line.length;
  const count = index.length;
  let output = 0;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < inputs; row++) line[row] = source[row * columns + column] ?? 0;
    toSplineCoefficients(line);
    for (let tap = 0; tap < count; tap += 4) {
      target[output++] =
        (line[index[tap] ?? 0] ?? 0) * (weight[tap] ?? 0) +
        (line[index[tap + 1] ?? 0] ?? 0) * (weight[tap + 1] ?? 0) +
        (line[index[tap + 2] ?? 0] ?? 0) * (weight[tap + 2] ?? 0) +
        (line[index[tap + 3] ?? 0] ?? 0) * (weight[tap + 3] ?? 0);
    }
  }
}

/** The four samples and cubic B-spline weights that make up each output. */
function splineTaps(inputs: number, outputs: number): SplineTaps {
  const index = new Int32Array(4 * outputs);
  const weight = new Float64Array(4 * outputs);
  const last = inputs - 1;
  for (let output = 0; output < outputs; output++) {
    const position = ((output + 0.5) * inputs) / outputs - 0.5;
    const first = Math.floor(position) - 1;
    const t = position - Math.floor(position);
    weight.set(
      [(1 - t) ** 3, 4 + t * t * (3 * t - 6), 4 + (1 - t) ** 2 * (-3 * t - 3), t ** 3],
      4 * output,
    );
    for (let tap = 0; tap < 4; tap++) {
      const sample = Math.abs(first + tap);
      index[4 * output + tap] = sample > last ? 2 * last - sample : sample;
    }
  }
  return { index, weight: weight.map((value) => value / 6) };
}

/** Pole of the cubic B-spline filter. */
const pole = Math.sqrt(3) - 2;

/** Samples to B-spline coefficients in place: a causal and an anticausal recursion, mirrored ends. */
function toSplineCoefficients(line: Float64Array): void {
  const last = line.length - 1;
  const farPower = pole ** last;
  let sum = (line[0] ?? 0) + farPower * (line[last] ?? 0);
  let power = pole;
  for (let index = 1; index < last; index++) {
    sum += power * ((line[index] ?? 0) + farPower * (line[last - index] ?? 0));
    power *= pole;
  }
  const gain = (1 - pole) * (1 - 1 / pole);
  let previous = (gain * sum) / (1 - farPower * farPower);
  line[0] = previous;
  for (let index = 1; index <= last; index++) {
    previous = gain * (line[index] ?? 0) + pole * previous;
    line[index] = previous;
  }
  previous = (pole / (pole * pole - 1)) * (pole * (line[last - 1] ?? 0) + previous);
  line[last] = previous;
  for (let index = last - 1; index >= 0; index--) {
    previous = pole * (previous - (line[index] ?? 0));
    line[index] = previous;
  }
}

/** Normalised Gaussian over `length` samples, radius 5 = trunc(4 σ + 0.5), edge sample repeated. */
function gaussianAlongColumns(length: number, sigma: number): ColumnFilter {
  const radius = Math.trunc(morphoMnist.gaussianCut * sigma + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, distance) =>
    Math.exp((-0.5 * distance * distance) / (sigma * sigma)),
  );
  const total = half.reduce(
    (sum, value, distance) => sum + (distance === 0 ? value : 2 * value),
    0,
  );
  const weight = half.map((value) => value / total);
  const line = new Float64Array(length + 2 * reach);
  return (source, columns, target) => smoothColumns(source, columns, target, line, weight);
}

/** Reach of the Gaussian: {@link smoothColumns} is unrolled for it. */
const reach = 5;

/**
 * Convolve each column with the symmetric `weight` of 6 values, centre first. Only rows within reach of a
 * value that is not 0 are computed. `line` holds a column between two mirrored margins.
 */
function smoothColumns(
  source: Float64Array,
  columns: number,
  target: Float64Array,
  line: Float64Array,
  weight: Float64Array,
): void {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0] = weight;
  const length = line.length - 2 * reach;
  for (let column = 0; column < columns; column++) {
    let first = length;
    let last = -1;
    for (let row = 0; row < length; row++) {
      const value = source[row * columns + column] ?? 0;
      line[reach + row] = value;
      if (value === 0) continue;
      if (last < 0) first = row;
      last = row;
    }
    mirrorMargins(line, length);
    const start = column * length;
    const from = Math.max(0, first - reach);
    const to = Math.min(length, last + reach + 1);
    target.fill(0, start, start + length);
    for (let row = from; row < to; row++) {
      target[start + row] =
        (line[row + 5] ?? 0) * w0 +
        ((line[row] ?? 0) + (line[row + 10] ?? 0)) * w5 +
        ((line[row + 1] ?? 0) + (line[row + 9] ?? 0)) * w4 +
        ((line[row + 2] ?? 0) + (line[row + 8] ?? 0)) * w3 +
        ((line[row + 3] ?? 0) + (line[row + 7] ?? 0)) * w2 +
        ((line[row + 4] ?? 0) + (line[row + 6] ?? 0)) * w1;
    }
  }
}

/** Continue a line beyond both ends, the edge sample repeated: … b a | a b …. */
function mirrorMargins(line: Float64Array, length: number): void {
  for (let beyond = 0; beyond < reach; beyond++) {
    line[reach - 1 - beyond] = line[reach + beyond] ?? 0;
    line[reach + length + beyond] = line[reach + length - 1 - beyond] ?? 0;
  }
}

/** Clip `values` in place to the smallest and largest of `reference`. */
function clipToRangeOf(reference: Float64Array, values: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < reference.length; index++) {
    const value = reference[index] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    values[index] = value < low ? low : value > high ? high : value;
  }
}

function toUnitRange(pixels: Uint8Array, offset: number, digit: Float64Array): void {
  for (let index = 0; index < digit.length; index++) {
    digit[index] = (pixels[offset + index] ?? 0) / 255;
  }
}

function toBytes(values: Float64Array, out: Uint8Array, offset: number): void {
  for (let index = 0; index < values.length; index++) {
    out[offset + index] = Math.trunc(255 * (values[index] ?? 0));
  }
}
