import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";

/** Rows by subject. */
export interface SubjectRows {
  /** [n] number of the subject, 0..count − 1, in the order of their first rows. */
  readonly of: Int32Array;
  readonly rows: readonly Int32Array[];
}

/** Group rows by subject. */
export function groupSubjects(subjects: readonly string[]): SubjectRows {
  const places = new Map<string, number>();
  const rows: number[][] = [];
  const of = Int32Array.from(subjects, (subject, row) => {
    let place = places.get(subject);
    if (place === undefined) {
      place = places.size;
      places.set(subject, place);
      rows.push([]);
    }
    at(rows, place).push(row);
    return place;
  });
  return { of, rows: rows.map((own) => Int32Array.from(own)) };
}

/**
 * [n] fold 0..folds − 1 of each row: subjects in random order are dealt out in turn, so that all rows of a subject are in
 * one fold and folds have equally many subjects, up to one.
 */
export function foldBySubject({ of, rows }: SubjectRows, folds: number, rng: Rng): Int32Array {
  const order = rng.permutation(rows.length);
  const foldOf = new Int32Array(rows.length);
  for (const [place, subject] of order.entries()) foldOf[subject] = place % folds;
  return of.map((subject) => at(foldOf, subject));
}
