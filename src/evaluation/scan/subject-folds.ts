import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { numberSubjects } from "../number-subjects.js";

/** Rows by subject. */
export interface SubjectRows {
  /** [n] number of the subject, 0..count − 1, in the order of their first rows. */
  readonly of: Int32Array;
  readonly rows: readonly Int32Array[];
}

/** Group rows by subject. */
export function groupSubjects(subjects: readonly string[]): SubjectRows {
  const { subjectOf: of, subjectCount } = numberSubjects(subjects);
  const rows = Array.from({ length: subjectCount }, (): number[] => []);
  for (const [row, subject] of of.entries()) at(rows, subject).push(row);
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
