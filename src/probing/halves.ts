import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";

/**
 * Two halves by subject: [n], 0 or 1, all rows of a subject in one half.
 *
 * Subjects come in random order; each goes to the half that has fewer rows of its stratum (the stratum of
 * its first row) so far, then to the half with fewer rows, then to the first. With one row a subject the
 * halves of every stratum differ by one row at most, so that a set with balanced cells has balanced halves.
 *
 * @param strata [n]: number of the cell of each row.
 * @throws DataError where the columns differ in length.
 */
export function halveBySubject(
  subjects: readonly string[],
  strata: Int32Array,
  rng: Rng,
): Uint8Array {
  if (strata.length !== subjects.length) {
    throw new DataError("halves", "columns differ in length", {
      subjects: subjects.length,
      strata: strata.length,
    });
  }
  const rowsOf = new Map<string, number[]>();
  for (const [row, subject] of subjects.entries()) {
    const known = rowsOf.get(subject);
    if (known === undefined) rowsOf.set(subject, [row]);
    else known.push(row);
  }
  const clusters = [...rowsOf.values()];
  const halves = new Uint8Array(subjects.length);
  const inStratum = new Map<number, [number, number]>();
  const total: [number, number] = [0, 0];
  for (const index of rng.permutation(clusters.length)) {
    const rows = at(clusters, index);
    const stratum = at(strata, at(rows, 0));
    const counts = inStratum.get(stratum) ?? [0, 0];
    const second = counts[1] < counts[0] || (counts[1] === counts[0] && total[1] < total[0]);
    const half = second ? 1 : 0;
    for (const row of rows) halves[row] = half;
    counts[half] += rows.length;
    total[half] += rows.length;
    inStratum.set(stratum, counts);
  }
  return halves;
}
