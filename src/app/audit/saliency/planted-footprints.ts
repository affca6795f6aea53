import { at } from "../../../base/ndarray.js";
import { plantedFootprint } from "../../../probing/saliency/planted-footprint.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { pictureAt } from "./picture-baseline.js";

/** Where a planted attribute is in a picture. */
export interface PlantedPlace {
  readonly attribute: string;
  /** [...extents] of the picture at a position of the set, 1 where it changes with the attribute. */
  readonly footprintOf: (position: number) => Uint8Array;
}

/** Of each attribute that the data set plants, where it would be put in. */
export function plantedPlaces({ attributes, images, plant }: AnyAnsweredPictures): PlantedPlace[] {
  if (plant === undefined) return [];
  return [...attributes.entries()]
    .filter(([, { kind }]) => kind === "planted")
    .map(([index, { name, valueNames }]) => {
      const variants = valueNames.map((_, value) =>
        plant(
          index,
          Int32Array.from(images.set.rows, () => value),
        ),
      );
      return {
        attribute: name,
        footprintOf: (position) =>
          plantedFootprint(
            variants.map((variant) => pictureAt(variant, position)),
            at(variants, 0).imageShape,
          ),
      };
    });
}
