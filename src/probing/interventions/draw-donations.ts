import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { chooseDonors, type Donation, type DonorRows } from "./choose-donors.js";

/** Rows that take at most; more say little more, and each is asked of three times a part. */
export const mostTakers = 2000;

/**
 * The donations of {@link chooseDonors}, at most {@link mostTakers} of them, drawn evenly, in the order of the rows.
 */
export function drawDonations(rows: DonorRows, rng: Rng): readonly Donation[] {
  const donations = chooseDonors(rows, rng.child("donors"));
  if (donations.length <= mostTakers) return donations;
  return [...rng.child("rows").permutation(donations.length).subarray(0, mostTakers)]
    .sort((left, right) => left - right)
    .map((place) => at(donations, place));
}
