import type { Rng } from "../../base/rng.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import type { Donation } from "./choose-donors.js";
import { donatedEffects, givers, type DonatedAnswers } from "./donated-effects.js";
import { drawDonations } from "./draw-donations.js";
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

/**
 * Does the model use what goes with an attribute? Parts of pictures of one value are put into pictures of another, beside the same
 * part from two controls of the row's own value ({@link chooseDonors}). The effects are, of two classes, on
 * the probability of the second, of more on each, and only what both controls show ({@link donatedEffects}). At most {@link mostTakers} rows take,
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
  const donations = drawDonations(examined, rng);
  if (donations.length === 0) return undefinedMetric("no row has a donor and controls");
  const answers = await answersOf(examined, donations);
  return donatedEffects(donations, answers, examined, family);
}

async function answersOf(
  examined: Examined,
  donations: readonly Donation[],
): Promise<ReadonlyMap<PicturePart, DonatedAnswers>> {
  const answers = new Map<PicturePart, DonatedAnswers>();
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
