import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { maskEffects, type MaskedAnswers } from "../../evaluation/audit/mask-effects.js";
import type { MaskResults } from "../../evaluation/audit/mask-results.js";
import { placeControl, type PlacedControl } from "./place-control.js";
import type { PictureShape } from "./picture-part.js";

/** A picture from which places are taken out. */
export interface Cover {
  readonly row: number;
  /** Flat positions in a channel, ascending. */
  readonly places: Int32Array;
}

/** What the file of a mask says of a row: flat positions that are inside, or why there are none. */
export type MaskOfRow = Int32Array | "no mask" | "unreadable";

/** Labelled pictures, a model that can be asked, and masks of one kind. */
export interface MaskedPictures extends Omit<MaskedAnswers, "before" | "inside" | "control"> {
  readonly shape: PictureShape;
  /** Row-major [n, K]: what the model says of the pictures as they are. */
  readonly probabilities: Float64Array;
  readonly maskOf: (row: number) => Promise<MaskOfRow>;
  /** [C, ...extents]. */
  readonly pictureOf: (row: number) => Float32Array;
  /** Row-major [covers, K]: what the model says of the pictures with these places filled (`fillPlaces`). */
  readonly answer: (covers: readonly Cover[]) => Promise<Float64Array>;
}

/** Pictures that are measured at most: the mean of a change of 1 at most has a standard error below 0.02 then. */
export const mostMasked = 1000;

interface Covered extends Cover {
  readonly control: PlacedControl;
}

/**
 * Do answers come from inside a mask? What is inside is taken out of each picture (filled from its border), and beside it, as control, the
 * same shape elsewhere in the same picture, where as much is taken out ({@link placeControl}). At most {@link mostMasked} pictures, drawn evenly; those
 * without a mask, with nothing inside, or without room for a control are counted and left out.
 *
 * It says where answers come from, not by what: an attribute may lie inside, as a finding may lie outside.
 * @param name of what is inside.
 * @returns numbers as `maskEffects`.
 */
export async function examineMask(
  name: string,
  pictures: MaskedPictures,
  rng: Rng,
): Promise<MaskResults> {
  const { subjects, classNames, probabilities } = pictures;
  const { covered, leftOut } = await coverAll(pictures, rng);
  const inside = await pictures.answer(covered);
  const control = await pictures.answer(covered.map(({ row, control: { places } }) => ({ row, places }))); // prettier-ignore
  const classes = classNames.length;
  const rows = covered.map(({ row }) => row);
  const columnOf = (column: ArrayLike<number>) => rows.map((row) => at(column, row));
  const size = pictures.shape.extents.reduce((product, extent) => product * extent, 1);
  const meanOf = (of: (own: Covered) => number) =>
    covered.reduce((sum, own) => sum + of(own), 0) / Math.max(1, covered.length);
  return {
    ...{ name, pictures: rows.length, left_out: leftOut },
    area: meanOf(({ places }) => places.length / size),
    amount: {
      inside: meanOf(({ control: { own } }) => own),
      control: meanOf(({ control: { amount } }) => amount),
    },
    groups: maskEffects({
      ...{ target: pictures.target, classNames, inside, control },
      label: columnOf(pictures.label),
      attributes: pictures.attributes.map((own) => ({ ...own, values: columnOf(own.values) })),
      subjects: rows.map((row) => at(subjects, row)),
      before: Float64Array.from(
        rows.flatMap((row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]),
      ),
    }),
  };
}

/** Each picture's own chance: it does not depend on which others there are. */
async function coverAll(
  { subjects, shape, maskOf, pictureOf }: MaskedPictures,
  rng: Rng,
): Promise<{ readonly covered: readonly Covered[]; readonly leftOut: MaskResults["left_out"] }> {
  const leftOut = { no_mask: 0, empty: 0, no_room: 0, unreadable: 0, more: 0 };
  const covered: Covered[] = [];
  for (const row of rng.child("rows").permutation(subjects.length)) {
    const places = covered.length < mostMasked ? await maskOf(row) : null;
    if (places === null) leftOut.more += 1;
    else if (places === "no mask") leftOut.no_mask += 1;
    else if (places === "unreadable") leftOut.unreadable += 1;
    else if (places.length === 0) leftOut.empty += 1;
    else {
      const control = placeControl(pictureOf(row), places, shape, rng.child(`control ${row}`));
      if (control === null) leftOut.no_room += 1;
      else covered.push({ row, places, control });
    }
  }
  return { covered: covered.sort((left, right) => left.row - right.row), leftOut };
}
