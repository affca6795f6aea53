import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { matchControls, type Donation } from "./choose-donors.js";
import { donatedEffects, type DonatedAnswers } from "./donated-effects.js";
import { drawDonations } from "./draw-donations.js";
import { pictureParts, type PicturePart } from "./picture-part.js";
import type { Question } from "./question.js";

/** One picture that is made: that of `row` with a part of that of `donor`. */
export interface Take {
  readonly row: number;
  readonly donor: number;
}

/** Labelled pictures, a model that can be asked, and an attribute of the pictures. */
export interface Examined {
  /** [n], 0..L−1: what donors and controls share with a row, its class, the pattern of its answers, or the bin of its number. */
  readonly label: ArrayLike<number>;
  /** [n]: of a number as target its true value; see {@link chooseDonors}. */
  readonly amounts?: ArrayLike<number>;
  /** What is asked, of answers of one width. */
  readonly questions: readonly Question[];
  /** [n], 0..M−1, -1 missing. */
  readonly attribute: ArrayLike<number>;
  readonly valueNames: readonly string[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [takes, width]: what the model says of pictures with a part of others. */
  answer(part: PicturePart, takes: readonly Take[]): Promise<Float64Array>;
}

/**
 * Does the model use what goes with an attribute? Parts of pictures of one value are put into pictures of another, beside the same
 * part from two controls of the row's own value ({@link chooseDonors}). The effects are on what each question looks at, and only what both controls show
 * ({@link donatedEffects}). At most {@link mostTakers} rows take, drawn evenly. Questions share donors and the first control; the second is matched for each
 * by its own scores.
 *
 * What it can see is what {@link PicturePart} names: an attribute whose signs are elsewhere in the picture is missed.
 * @param family attributes × targets that are examined together.
 * @returns by question.
 */
export async function examineParts(
  examined: Examined,
  rng: Rng,
  family = 1,
): Promise<ReadonlyMap<string, readonly InterventionEffect[] | Undefined>> {
  const { questions } = examined;
  const donations = drawDonations({ ...examined, scores: questions[0]?.scores ?? [] }, rng);
  if (donations.length === 0) {
    return new Map(questions.map(({ name }) => [name, undefinedMetric("no row has a donor and controls")])); // prettier-ignore
  }
  const matched = questions.map(({ scores }, place) =>
    place === 0 ? donations : matchControls(donations, { ...examined, scores }),
  );
  const answers = await answersOf(examined, donations, matched);
  return new Map(
    questions.map((question, place) => {
      const asked = { ...question, valueNames: examined.valueNames, subjects: examined.subjects };
      return [question.name, donatedEffects(at(matched, place), at(answers, place), asked, family)];
    }),
  );
}

/** By question and part. */
async function answersOf(
  examined: Examined,
  donations: readonly Donation[],
  matched: readonly (readonly Donation[])[],
): Promise<readonly ReadonlyMap<PicturePart, DonatedAnswers>[]> {
  const answers = matched.map(() => new Map<PicturePart, DonatedAnswers>());
  for (const part of pictureParts) {
    const takes = [
      ...donations.map(({ row, other }) => ({ row, donor: other })),
      ...donations.map(({ row, own }) => ({ row, donor: own })),
      ...matched.flatMap((own) => own.map((one) => ({ row: one.row, donor: one.matched }))),
    ];
    const found = await examined.answer(part, takes);
    const size = (found.length / takes.length) * donations.length;
    const of = (index: number) => found.subarray(index * size, (index + 1) * size);
    for (const [place, own] of answers.entries()) {
      own.set(part, { other: of(0), own: of(1), matched: of(2 + place) });
    }
  }
  return answers;
}
