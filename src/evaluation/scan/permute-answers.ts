import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { SubjectRows } from "./subject-folds.js";

/**
 * Answers exchanged between subjects: each subject gets those of another one (a random permutation of the subjects), in their
 * order, from the first again where it has more rows. So answers that are the same in all rows of a subject stay so, and
 * those that differ go together as before; counts of the classes may change a little where subjects have different numbers
 * of rows.
 *
 * values [n] -> `out` [n].
 */
export function permuteAnswers(
  values: Float64Array,
  { rows }: SubjectRows,
  rng: Rng,
  out: Float64Array,
): void {
  const order = rng.permutation(rows.length);
  for (const [subject, own] of rows.entries()) {
    const source = at(rows, at(order, subject));
    for (let index = 0; index < own.length; index++) {
      out[own[index] ?? 0] = values[source[index % source.length] ?? 0] ?? NaN;
    }
  }
}
