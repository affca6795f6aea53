import type { ImageProperty } from "./image-property.js";
import type { PropertyView } from "./property-view.js";

/** Means of the three channels inside; null of a grey picture. */
function channelMeans({ colours, height, width, inside }: PropertyView) {
  if (colours === null) return null;
  const { top, bottom, left, right } = inside;
  const meanOf = (channel: number): number => {
    let sum = 0;
    for (let row = top; row < bottom; row++) {
      const start = (channel * height + row) * width;
      for (let column = left; column < right; column++) sum += colours[start + column] ?? NaN;
    }
    return sum / ((bottom - top) * (right - left));
  };
  return { red: meanOf(0), green: meanOf(1), blue: meanOf(2) };
}

/**
 * Red against green: (R − G) / (R + G + B) of the channels' means in the central half.
 *
 * −1..1, 0 is neutral. Another exposure (a gain of all channels) changes nothing. NaN of a grey or a black picture.
 */
export const redCast: ImageProperty = {
  title: "colour cast, red",
  unit: "of the sum of the channels",
  high: "redder",
  measure(view) {
    const means = channelMeans(view);
    if (means === null) return NaN;
    const { red, green, blue } = means;
    return (red - green) / (red + green + blue);
  },
};

/**
 * Blue against the others: (B − (R + G) / 2) / (R + G + B) of the channels' means in the central half.
 *
 * −1/2..1, 0 is neutral. Another exposure changes nothing. NaN of a grey or a black picture.
 */
export const blueCast: ImageProperty = {
  title: "colour cast, blue",
  unit: "of the sum of the channels",
  high: "bluer",
  measure(view) {
    const means = channelMeans(view);
    if (means === null) return NaN;
    const { red, green, blue } = means;
    return (blue - (red + green) / 2) / (red + green + blue);
  },
};
