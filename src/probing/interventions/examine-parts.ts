import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import {
  interventionEffects,
  type InterventionEffect,
  type PartDifferences,
} from "../../evaluation/audit/intervention-effects.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { chooseDonors, type Donation } from "./choose-donors.js";
import { pictureParts, type PicturePart } from "./picture-part.js";

/** One picture that is made: that of `row` with a part of that of `donor`. */
export interface Take {
  readonly row: number;
  readonly donor: number;
}

/** Labelled pictures, a model that can be asked, and an attribute of the pictures. */
export interface Examined {
  /** [n], 0..K−1. */
  readonly label: ArrayLike<number>;
  /** [n], row-major [n, K]: what the model says of the pictures as they are. */
  readonly probabilities: Float64Array;
  readonly classNames: readonly string[];
  /** [n], 0..M−1, -1 missing. */
  readonly attribute: ArrayLike<number>;
  readonly valueNames: readonly string[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [takes, K]: what the model says of pictures with a part of others. */
  answer(part: PicturePart, takes: readonly Take[]): Promise<Float64Array>;
}

/** Rows that take at most; more say little more, and each is asked of twice a part. */
export const mostTakers = 2000;

/**
 * Does the model use what goes with an attribute? Parts of pictures of one value are put into pictures of another, beside the same
 * part from pictures of the row's own value ({@link chooseDonors}): the effects of {@link interventionEffects}, of two classes on the probability of
 * the second, of more on each. At most {@link mostTakers} rows take, drawn evenly.
 *
 * What it can see is what {@link PicturePart} names: an attribute whose signs are elsewhere in the picture is missed. Where the model does use
 * one part, another may show a small effect the other way round: controls of an equal score make up for it there.
 */
export async function examineParts(
  examined: Examined,
  rng: Rng,
  family = 1,
): Promise<readonly InterventionEffect[] | Undefined> {
  const { classNames, probabilities, label, subjects } = examined;
  const classes = classNames.length;
  const own = Float64Array.from(label, (value, row) => at(probabilities, row * classes + value));
  const all = chooseDonors({ ...examined, scores: own }, rng.child("donors"));
  const donations = fewer(all, rng.child("rows"));
  if (donations.length === 0) return undefinedMetric("no row has both donors");
  const differences: PartDifferences[] = [];
  for (const part of pictureParts) {
    const answers = await examined.answer(part, [
      ...donations.map(({ row, other }) => ({ row, donor: other })),
      ...donations.map(({ row, own: donor }) => ({ row, donor })),
    ]);
    for (const index of classes === 2 ? [1] : classNames.keys()) {
      const control = donations.length * classes;
      const values = Float64Array.from(donations, (_, place) => {
        const entry = place * classes + index;
        return at(answers, entry) - at(answers, control + entry);
      });
      differences.push({ part, class: at(classNames, index), values });
    }
  }
  const subjectOf = (key: "row" | "other" | "own") => donations.map((donation) => at(subjects, donation[key])); // prettier-ignore
  return interventionEffects(
    {
      from: donations.map(({ from }) => from),
      to: donations.map(({ to }) => to),
      differences,
      subjects: [subjectOf("row"), subjectOf("other"), subjectOf("own")],
    },
    examined.valueNames,
    family,
  );
}

function fewer(donations: readonly Donation[], rng: Rng): readonly Donation[] {
  if (donations.length <= mostTakers) return donations;
  return [...rng.permutation(donations.length).subarray(0, mostTakers)]
    .sort((left, right) => left - right)
    .map((place) => at(donations, place));
}
