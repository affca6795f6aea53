import { at, sizeOf } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import type { Take } from "../../probing/interventions/examine-parts.js";
import type { TakePart } from "../../probing/interventions/picture-part.js";

/**
 * The pictures of a set with parts of others put in: one a take of positions in the set, in their order, each made when it is asked for. Labels and
 * attributes are those of the rows that take.
 */
export function intervenedImages(
  images: SetImages,
  takes: readonly Take[],
  take: TakePart,
): SetImages {
  const { set, imageShape } = images;
  const size = sizeOf(imageShape);
  const [picture, donor] = [new Float32Array(size), new Float32Array(size)];
  const taken = (column: Int32Array) => Int32Array.from(takes, ({ row }) => at(column, row));
  return {
    set: {
      ...set,
      rows: taken(set.rows),
      label: taken(set.label),
      attributes: set.attributes.map(taken),
    },
    imageShape,
    cached: false,
    writeImage(position, out, offset) {
      const { row, donor: giver } = at(takes, position);
      images.writeImage(row, picture, 0);
      images.writeImage(giver, donor, 0);
      out.set(take(picture, donor), offset);
    },
  };
}
