import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Answers, ScanTarget } from "./scan-column.js";
import { foldBySubject, groupSubjects, type SubjectRows } from "./subject-folds.js";

export const folds = 5;
export const repeats = 3;

/** Rows with an answer, and their folds. */
export interface PreparedRows {
  readonly target: ScanTarget;
  readonly rows: Int32Array;
  readonly answers: Answers;
  readonly subjects: SubjectRows;
  readonly foldings: readonly Int32Array[];
  /** Why nothing can be said of any column; null where it can. */
  readonly reason: string | null;
}

/** The rows that have an answer to `target`. */
export function prepareRows(
  allSubjects: readonly string[],
  target: ScanTarget,
  rng: Rng,
): PreparedRows {
  const values = target.kind === "classes" ? target.codes : target.numbers;
  const rows = Int32Array.from(allSubjects.keys()).filter((row) => {
    const value = values[row] ?? NaN;
    return target.kind === "classes" ? value >= 0 : Number.isFinite(value);
  });
  const subjects = groupSubjects(Array.from(rows, (row) => at(allSubjects, row)));
  const own = Float64Array.from(rows, (row) => at(values, row));
  const answers: Answers =
    target.kind === "classes"
      ? { kind: "classes", values: own, classes: target.classNames.length }
      : { kind: "number", values: own };
  const foldings = Array.from({ length: repeats }, (_, repeat) =>
    foldBySubject(
      subjects,
      Math.min(folds, Math.max(1, subjects.rows.length)),
      rng.child(`folds ${repeat}`),
    ),
  );
  return { target, rows, answers, subjects, foldings, reason: reasonOf(answers, subjects) };
}

function reasonOf({ kind, values }: Answers, { of, rows }: SubjectRows): string | null {
  if (rows.length < 2) return "fewer than two subjects";
  const different = new Set(values);
  if (different.size < 2) return kind === "classes" ? "one class" : "all answers are equal";
  if (kind === "number") return null;
  const alone = [...different].filter((value) => {
    const own = new Set(of.filter((_, row) => values[row] === value));
    return own.size >= 2;
  });
  return alone.length < 2 ? "fewer than two subjects of all classes but one" : null;
}
