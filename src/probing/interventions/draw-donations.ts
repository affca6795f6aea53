import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { chooseDonors, type Donation, type DonorRows } from "./choose-donors.js";

/** Rows that take at most; more say little more, and each is asked of three times a part. */
export const mostTakers = 2000;

/**
 * The donations of {@link chooseDonors}, at most {@link mostTakers} of them, drawn evenly, in the order of the rows. The score of a row is what the model
 * says of its label.
 * @param rows `probabilities`: row-major [n, K], of the rows as they are.
 */
export function drawDonations(
  rows: Omit<DonorRows, "scores"> & {
    readonly probabilities: Float64Array;
    readonly classNames: readonly string[];
  },
  rng: Rng,
): readonly Donation[] {
  const { probabilities, classNames, label } = rows;
  const classes = classNames.length;
  const scores = Float64Array.from(label, (value, row) => at(probabilities, row * classes + value));
  const donations = chooseDonors({ ...rows, scores }, rng.child("donors"));
  if (donations.length <= mostTakers) return donations;
  return [...rng.child("rows").permutation(donations.length).subarray(0, mostTakers)]
    .sort((left, right) => left - right)
    .map((place) => at(donations, place));
}
