import { blueCast, redCast } from "./colour.js";
import {
  aspect,
  bitDepth,
  channelCount,
  fileFormat,
  fileSize,
  height,
  quality,
  slices,
  width,
  type FileProperty,
} from "./file-property.js";
import { blackFrame, border } from "./frame.js";
import type { ImageProperty } from "./image-property.js";
import { brightness, contrast, skewness } from "./intensity.js";
import { burnedInText, cornerMarker } from "./markers.js";
import { noise, sharpness } from "./texture.js";

/** How a property is come by. */
export type Property =
  ({ readonly of: "file" } & FileProperty) | ({ readonly of: "image" } & ImageProperty);

const file = (property: FileProperty): Property => ({ of: "file", ...property });
const image = (property: ImageProperty): Property => ({ of: "image", ...property });

/**
 * All properties by the name that files and options use, causes first: of two that tell a label equally well the earlier one is
 * named. So a JPEG quality comes before the noise that it takes away, and the size of a file, which everything changes, last.
 */
export const properties = {
  "file-format": file(fileFormat),
  "jpeg-quality": file(quality),
  "bit-depth": file(bitDepth),
  channels: file(channelCount),
  width: file(width),
  height: file(height),
  slices: file(slices),
  "aspect-ratio": file(aspect),
  "black-frame": image(blackFrame),
  "corner-marker": image(cornerMarker),
  "burned-in-text": image(burnedInText),
  border: image(border),
  brightness: image(brightness),
  contrast: image(contrast),
  "colour-red": image(redCast),
  "colour-blue": image(blueCast),
  sharpness: image(sharpness),
  noise: image(noise),
  "histogram-skew": image(skewness),
  "file-size": file(fileSize),
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof properties;

/** In the order of {@link properties}. */
export const propertyNames = Object.keys(properties) as readonly PropertyName[];

/** Raise when a file would give other numbers: what is kept of it is then measured again. */
export const propertiesVersion = 1;
