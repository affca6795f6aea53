import type { ImageProperty } from "./image-property.js";
import { magnitudeAt } from "./magnitude-at.js";
import type { Box, PropertyView } from "./property-view.js";

/** The middle of a large picture is enough, and bounds the time. */
const mostSide = 256;

/** The middle of the inside, at most 256 x 256 samples. */
function patchOf({ inside }: PropertyView): Box {
  const side = (from: number, to: number): [number, number] => {
    const cut = Math.max(0, Math.floor((to - from - mostSide) / 2));
    return [from + cut, Math.min(to, from + cut + mostSide)];
  };
  const [top, bottom] = side(inside.top, inside.bottom);
  const [left, right] = side(inside.left, inside.right);
  return { top, bottom, left, right };
}

/**
 * Mean squared difference of samples 1, 2 and 4 apart, along rows and columns. All three in one walk: a sum that waits for
 * the one before takes most of the time, and three do not wait for each other.
 */
function structure(
  { lightness, width }: PropertyView,
  { top, bottom, left, right }: Box,
): readonly [one: number, two: number, four: number] {
  let one = 0;
  let two = 0;
  let four = 0;
  for (let row = top; row < bottom; row++) {
    // Up to here every sample has all six others.
    const inner = row + 4 < bottom ? right - 4 : left;
    let index = row * width + left;
    for (let column = left; column < inner; column++, index++) {
      const value = lightness[index] ?? NaN;
      const across1 = value - (lightness[index + 1] ?? NaN);
      const across2 = value - (lightness[index + 2] ?? NaN);
      const across4 = value - (lightness[index + 4] ?? NaN);
      const down1 = value - (lightness[index + width] ?? NaN);
      const down2 = value - (lightness[index + 2 * width] ?? NaN);
      const down4 = value - (lightness[index + 4 * width] ?? NaN);
      one += across1 * across1;
      two += across2 * across2;
      four += across4 * across4;
      one += down1 * down1;
      two += down2 * down2;
      four += down4 * down4;
    }
    for (let column = Math.max(left, inner); column < right; column++, index++) {
      const value = lightness[index] ?? NaN;
      const squared = (lag: number): number => (value - (lightness[index + lag] ?? NaN)) ** 2;
      if (column + 1 < right) one += squared(1);
      if (column + 2 < right) two += squared(2);
      if (column + 4 < right) four += squared(4);
      if (row + 1 < bottom) one += squared(width);
      if (row + 2 < bottom) two += squared(2 * width);
      if (row + 4 < bottom) four += squared(4 * width);
    }
  }
  const [rows, columns] = [bottom - top, right - left];
  const pairs = (lag: number): number =>
    rows * Math.max(0, columns - lag) + columns * Math.max(0, rows - lag);
  return [one / pairs(1), two / pairs(2), four / pairs(4)];
}

/**
 * (D₂ − D₁) / (D₄ − D₁), D_k the mean squared difference of samples k apart in the middle of the picture.
 *
 * A ramp or a strongly blurred picture gives 3/15 = 0.2, straight edges 1/3, fine texture up to 1. White noise adds the
 * same to every D_k and cancels; gain and offset change nothing. NaN where D₄ is not above D₁.
 */
export const sharpness: ImageProperty = {
  title: "sharpness",
  unit: "ratio of fine to coarse differences",
  high: "sharper",
  measure(view) {
    const [one, two, four] = structure(view, patchOf(view));
    return four > one ? (two - one) / (four - one) : NaN;
  },
};

/** Median of the absolute value of a standard normal. */
const normalMedian = 0.6744897501960817;

/**
 * Noise by signal: σ / standard deviation in the central half, σ = median |h| / 0.6745 over the diagonal details
 * h = (a − b − c + d) / 2 of the 2 x 2 blocks in the middle of the picture.
 *
 * 0 or more. Structure larger than a few samples, gain and offset hardly change it. Blur removes noise too, and so does a
 * low JPEG quality. NaN where the central half is constant.
 * @source Donoho and Johnstone 1994: the median of the finest wavelet details (Haar, diagonal).
 */
export const noise: ImageProperty = {
  title: "noise",
  unit: "of the signal's standard deviation",
  high: "noisier",
  measure(view) {
    const { lightness, width, spread } = view;
    const { top, bottom, left, right } = patchOf(view);
    const details = new Float32Array(((bottom - top) >> 1) * ((right - left) >> 1));
    if (details.length === 0 || !(spread > 0)) return NaN;
    let count = 0;
    for (let row = top; row + 1 < bottom; row += 2) {
      for (let column = left; column + 1 < right; column += 2) {
        const index = row * width + column;
        const upper = (lightness[index] ?? NaN) - (lightness[index + 1] ?? NaN);
        const lower = (lightness[index + width] ?? NaN) - (lightness[index + width + 1] ?? NaN);
        details[count++] = Math.abs(upper - lower) / 2;
      }
    }
    return magnitudeAt(details, count >> 1) / normalMedian / spread;
  },
};
