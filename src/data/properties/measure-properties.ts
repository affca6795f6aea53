import type { DecodedImage } from "../formats/decoded-image.js";
import type { PropertyFiles } from "./file-property.js";
import { planesOf } from "./planes-of.js";
import { viewOf } from "./property-view.js";
import { properties, propertyNames, type Property } from "./registry.js";

/**
 * All properties of an image in the order of `propertyNames`, NaN where one is not defined. Image properties are those of the
 * picture as its file holds it, before any preprocessing; of a volume the mean over its three middle slices, of those that
 * have one.
 */
export function measureProperties(
  files: PropertyFiles["files"],
  decoded: Pick<DecodedImage, "samples" | "channels">,
): Float64Array {
  const views = planesOf(decoded).map(viewOf);
  return Float64Array.from(propertyNames, (name) => {
    const property: Property = properties[name];
    if (property.of === "file") return property.measure({ files, decoded });
    const values = views.map((view) => property.measure(view)).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
