import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { agreedEffects } from "../../evaluation/audit/agreed-effects.js";
import {
  interventionEffects,
  type InterventionEffect,
  type InterventionRows,
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

/** Rows that take at most; more say little more, and each is asked of three times a part. */
export const mostTakers = 2000;

/**
 * Does the model use what goes with an attribute? Parts of pictures of one value are put into pictures of another, beside the same
 * part from two controls of the row's own value ({@link chooseDonors}). The effects are those of {@link interventionEffects}, of two classes on
 * the probability of the second, of more on each, and only what both controls show ({@link agreedEffects}). At most {@link mostTakers} rows take,
 * drawn evenly.
 *
 * What it can see is what {@link PicturePart} names: an attribute whose signs are elsewhere in the picture is missed.
 * @param family attributes × targets that are examined together.
 */
export async function examineParts(
  examined: Examined,
  rng: Rng,
  family = 1,
): Promise<readonly InterventionEffect[] | Undefined> {
  const { classNames, probabilities, label, valueNames } = examined;
  const classes = classNames.length;
  const own = Float64Array.from(label, (value, row) => at(probabilities, row * classes + value));
  const all = chooseDonors({ ...examined, scores: own }, rng.child("donors"));
  const donations = fewer(all, rng.child("rows"));
  if (donations.length === 0) return undefinedMetric("no row has a donor and controls");
  const answers = await answersOf(examined, donations);
  const effectsBeside = (control: "own" | "matched") =>
    interventionEffects(rowsBeside(examined, donations, answers, control), valueNames, family);
  return agreedEffects(effectsBeside("own"), effectsBeside("matched"));
}

const givers = ["other", "own", "matched"] as const;
type Giver = (typeof givers)[number];

/** What the model says with each part of each giver, row-major [donations, K]. */
type Answers = ReadonlyMap<PicturePart, Readonly<Record<Giver, Float64Array>>>;

async function answersOf(examined: Examined, donations: readonly Donation[]): Promise<Answers> {
  const answers = new Map<PicturePart, Record<Giver, Float64Array>>();
  for (const part of pictureParts) {
    const takes = givers.flatMap((giver) =>
      donations.map((donation) => ({ row: donation.row, donor: donation[giver] })),
    );
    const found = await examined.answer(part, takes);
    const size = found.length / givers.length;
    const of = (index: number) => found.subarray(index * size, (index + 1) * size);
    answers.set(part, { other: of(0), own: of(1), matched: of(2) });
  }
  return answers;
}

function rowsBeside(
  { classNames, subjects }: Examined,
  donations: readonly Donation[],
  answers: Answers,
  control: "own" | "matched",
): InterventionRows {
  const classes = classNames.length;
  const differences = [...answers].flatMap(([part, of]) =>
    (classes === 2 ? [1] : [...classNames.keys()]).map((index) => ({
      part,
      class: at(classNames, index),
      values: Float64Array.from(donations, (_, place) => {
        const entry = place * classes + index;
        return at(of.other, entry) - at(of[control], entry);
      }),
    })),
  );
  const subjectOf = (key: "row" | Giver) =>
    donations.map((donation) => at(subjects, donation[key]));
  return {
    from: donations.map(({ from }) => from),
    to: donations.map(({ to }) => to),
    differences,
    subjects: [subjectOf("row"), subjectOf("other"), subjectOf(control)],
  };
}

function fewer(donations: readonly Donation[], rng: Rng): readonly Donation[] {
  if (donations.length <= mostTakers) return donations;
  return [...rng.permutation(donations.length).subarray(0, mostTakers)]
    .sort((left, right) => left - right)
    .map((place) => at(donations, place));
}
