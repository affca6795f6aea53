import { at, sizeOf } from "../../base/ndarray.js";
import { pickRows } from "../../base/pick-rows.js";
import type { Rng } from "../../base/rng.js";
import { maskEffects } from "../../evaluation/audit/mask-effects.js";
import type { MaskedColumns } from "../../evaluation/audit/masked-groups.js";
import { numberMaskEffects } from "../../evaluation/audit/number-mask-effects.js";
import type { MaskBasis, MaskResults } from "../../evaluation/audit/mask-results.js";
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

/** What changes are told of. */
export type MaskedTarget = MaskedClasses | MaskedNumber;

/** Classes, or one of several answers as "no" and "yes". */
export interface MaskedClasses {
  readonly kind: "classes";
  readonly name: string;
  /** One of several: its results carry its name. */
  readonly isOneOfSeveral: boolean;
  readonly classNames: readonly string[];
  /** [n], 0..K−1; -1: not known, such pictures are in no number. */
  readonly label: Int32Array;
  /** From what the model says, row-major [m, width], to [m, K]. */
  readonly probabilitiesOf: (said: Float64Array) => Float64Array;
}

/** A number that is predicted, in its own unit. */
export interface MaskedNumber {
  readonly kind: "number";
  readonly name: string;
  readonly binNames: readonly string[];
  /** [n]: the bin of each. */
  readonly label: Int32Array;
  /** [n]. */
  readonly truth: Float64Array;
  /** Standard deviation of the true values. */
  readonly deviation: number;
}

/** Labelled pictures, a model that can be asked, and masks of one kind. */
export interface MaskedPictures extends Pick<MaskedColumns, "attributes" | "subjects"> {
  readonly targets: readonly MaskedTarget[];
  readonly shape: PictureShape;
  /** Row-major [n, width]: what the model says of the pictures as they are. */
  readonly said: Float64Array;
  /** Of a row of that. */
  readonly width: number;
  readonly maskOf: (row: number) => Promise<MaskOfRow>;
  /** [C, ...extents]. */
  readonly pictureOf: (row: number) => Float32Array;
  /** Row-major [covers, width]: what the model says of the pictures with these places filled (`fillPlaces`). */
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
 * without a mask, with nothing inside, or without room for a control are counted and left out. Of several answers the same pictures are told of each by itself.
 *
 * It says where answers come from, not by what: an attribute may lie inside, as a finding may lie outside.
 * @param name of what is inside.
 * @returns numbers as `maskEffects`, or `numberMaskEffects`; one entry a target.
 */
export async function examineMask(
  name: string,
  pictures: MaskedPictures,
  rng: Rng,
): Promise<MaskResults[]> {
  const { covered, leftOut } = await coverAll(pictures, rng);
  const inside = await pictures.answer(covered);
  const control = await pictures.answer(covered.map(({ row, control: { places } }) => ({ row, places }))); // prettier-ignore
  return pictures.targets.map((target) =>
    resultsOf(target, pictures, { name, covered, leftOut, inside, control }),
  );
}

/** Pictures with places taken out, and what the model says of them, row-major. */
interface CoveredAnswers {
  readonly name: string;
  readonly covered: readonly Covered[];
  readonly leftOut: MaskResults["left_out"];
  readonly inside: Float64Array;
  readonly control: Float64Array;
}

function resultsOf(
  target: MaskedTarget,
  { subjects, attributes, said, width, shape: { extents } }: MaskedPictures,
  { name, covered, leftOut, inside, control }: CoveredAnswers,
): MaskResults {
  const known = [...covered.keys()].filter((place) => at(target.label, at(covered, place).row) >= 0); // prettier-ignore
  const rows = known.map((place) => at(covered, place).row);
  const columnOf = (column: ArrayLike<number>) => rows.map((row) => at(column, row));
  const own = {
    label: columnOf(target.label),
    attributes: attributes.map((other) => ({ ...other, values: columnOf(other.values) })),
    subjects: rows.map((row) => at(subjects, row)),
    before: pickRows(said, width, rows),
    inside: pickRows(inside, width, known),
    control: pickRows(control, width, known),
  };
  const basis = basisOf(name, known.map((place) => at(covered, place)), leftOut, sizeOf(extents)); // prettier-ignore
  if (target.kind === "number") {
    const { deviation, binNames, truth } = target;
    const asked = { ...own, binNames, truth: columnOf(truth), target: target.name };
    return { ...basis, deviation, groups: numberMaskEffects(asked) };
  }
  const { classNames, isOneOfSeveral, probabilitiesOf } = target;
  const groups = maskEffects({
    ...{ ...own, classNames, target: target.name },
    before: probabilitiesOf(own.before),
    inside: probabilitiesOf(own.inside),
    control: probabilitiesOf(own.control),
  });
  if (!isOneOfSeveral) return { ...basis, groups };
  const unknown = covered.length - rows.length;
  return { label: target.name, ...basis, left_out: { ...leftOut, unknown }, groups };
}

/** Which pictures were measured, and what was taken out. */
function basisOf(
  name: string,
  covered: readonly Covered[],
  leftOut: MaskResults["left_out"],
  size: number,
): MaskBasis {
  const meanOf = (of: (own: Covered) => number) =>
    covered.reduce((sum, own) => sum + of(own), 0) / Math.max(1, covered.length);
  return {
    ...{ name, pictures: covered.length, left_out: leftOut },
    area: meanOf(({ places }) => places.length / size),
    amount: {
      inside: meanOf(({ control: { own } }) => own),
      control: meanOf(({ control: { amount } }) => amount),
    },
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
