import { at } from "../../base/ndarray.js";
import type { ImageProperty } from "./image-property.js";
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

/** Mean squared difference of samples `lag` apart, along rows and columns. */
function structure({ lightness, width }: PropertyView, box: Box, lag: number): number {
  let [sum, count] = [0, 0];
  for (let row = box.top; row < box.bottom; row++) {
    for (let column = box.left; column < box.right; column++) {
      const index = row * width + column;
      const value = lightness[index] ?? NaN;
      if (column + lag < box.right) {
        sum += (value - (lightness[index + lag] ?? NaN)) ** 2;
        count += 1;
      }
      if (row + lag < box.bottom) {
        sum += (value - (lightness[index + lag * width] ?? NaN)) ** 2;
        count += 1;
      }
    }
  }
  return sum / count;
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
    const box = patchOf(view);
    const [one, two, four] = [1, 2, 4].map((lag) => structure(view, box, lag)) as [
      number,
      number,
      number,
    ];
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
    details.sort();
    return at(details, count >> 1) / normalMedian / spread;
  },
};
