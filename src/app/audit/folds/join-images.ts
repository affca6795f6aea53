import { joinArrays } from "../../../base/join-arrays.js";
import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";

/** Where a picture of joined sets is. */
export interface JoinedPlace {
  /** Which of the sets, and the position there. */
  readonly set: number;
  readonly position: number;
}

/** [n]: of every picture of the sets, one set after another. */
export function placesOf(sets: readonly Pick<SetImages, "set">[]): JoinedPlace[] {
  return sets.flatMap(({ set: { rows } }, set) =>
    Array.from(rows.keys(), (position) => ({ set, position })),
  );
}

/**
 * The pictures of several sets as those of one, one set after another. Its `rows` are places there, 0..n−1: rows of the sets are numbered each by its own table.
 * @param sets at least one, of one shape and the same attributes.
 */
export function joinImages(sets: readonly SetImages[]): SetImages {
  const { set: first, imageShape, numbers, labelNumbers, labelAnswers, ...rest } = at(sets, 0);
  const places = placesOf(sets);
  const integers = (columnOf: (images: SetImages) => Int32Array | undefined) =>
    joinArrays(
      Int32Array,
      sets.map((images) => columnOf(images) ?? new Int32Array()),
    );
  const floats = (columnOf: (images: SetImages) => Float64Array | null | undefined) =>
    joinArrays(
      Float64Array,
      sets.map((images) => columnOf(images) ?? new Float64Array()),
    );
  return {
    set: {
      ...{ name: first.name, pool: first.pool, rows: Int32Array.from(places.keys()) },
      label: integers(({ set }) => set.label),
      attributes: first.attributes.map((_, index) =>
        integers(({ set }) => at(set.attributes, index)),
      ),
    },
    imageShape,
    cached: sets.every(({ cached }) => cached),
    ...(numbers === undefined
      ? {}
      : {
          numbers: numbers.map((column, index) =>
            column === null ? null : floats((images) => images.numbers?.[index]),
          ),
        }),
    ...(labelNumbers === undefined
      ? {}
      : { labelNumbers: floats((images) => images.labelNumbers) }),
    ...(labelAnswers === undefined
      ? {}
      : { labelAnswers: integers((images) => images.labelAnswers) }),
    ...(rest.writeMask === undefined
      ? {}
      : {
          writeMask: (place, label, out) => {
            const { set, position } = at(places, place);
            at(sets, set).writeMask?.(position, label, out);
          },
        }),
    writeImage: (place, out, offset) => {
      const { set, position } = at(places, place);
      at(sets, set).writeImage(position, out, offset);
    },
  };
}

/** Some pictures of a set, in the order of their positions there, without what is known of them but classes. */
export function imagesAt(images: SetImages, positions: Int32Array): SetImages {
  const { set, imageShape, cached } = images;
  const pick = (column: Int32Array) => positions.map((position) => at(column, position));
  return {
    set: {
      ...{ name: set.name, pool: set.pool, rows: pick(set.rows), label: pick(set.label) },
      attributes: set.attributes.map(pick),
    },
    imageShape,
    cached,
    writeImage: (place, out, offset) => images.writeImage(at(positions, place), out, offset),
  };
}
