import type { ImageProperty } from "./image-property.js";

/**
 * Mean of the lightness in the central half of the picture.
 *
 * 0..1 of full scale for samples of 8 and 16 bits, else the file's own unit. Margins, markers and borders outside the central half
 * do not change it; gain and offset do, and are what it is for.
 */
export const brightness: ImageProperty = {
  title: "brightness",
  unit: "of full scale, or the file's unit",
  high: "brighter",
  measure: ({ level }) => level,
};

/**
 * Standard deviation of the lightness in the central half by its mean, the coefficient of variation; where the mean is not
 * above 0 (Hounsfield units) the standard deviation itself.
 *
 * 0 or more. A gain does not change it. An offset does: mean and spread are all that gain, offset and contrast can change, so
 * that no measure of contrast is blind to the first two and sees the third.
 */
export const contrast: ImageProperty = {
  title: "contrast",
  unit: "of the mean",
  high: "more contrast",
  measure: ({ level, spread }) => (level > 0 ? spread / level : spread),
};

/**
 * Third standardised moment of the lightness in the central half: the shape of the histogram.
 *
 * Any number; 0 is symmetric, above 0 a long bright tail. Gain and offset do not change it. 0 where all samples are equal.
 */
export const skewness: ImageProperty = {
  title: "histogram skew",
  unit: "",
  high: "mostly dark with bright parts",
  measure: ({ skew }) => skew,
};
