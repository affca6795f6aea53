import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../../evaluation/class-scores.js";

/** Labelled rows with what a model answers. */
export interface AnsweredRows {
  /** [n], 0..K-1. */
  readonly labels: ArrayLike<number>;
  /** Row-major [n, K]. */
  readonly probabilities: Float64Array;
  readonly classCount: number;
  /** Of two classes: this score and above is the second; null: the largest probability. */
  readonly threshold: number | null;
  /** [n]. */
  readonly subjects: readonly string[];
}

/** An answer of a row. */
export interface Answer {
  readonly row: number;
  readonly answered: number;
  /** Of the answered class. */
  readonly probability: number;
}

/** The answer of each row. */
export function answersOf({
  labels,
  probabilities,
  classCount,
  threshold,
}: AnsweredRows): Answer[] {
  const largest = argmaxRows(probabilities, classCount);
  return Array.from(largest, (top, row) => {
    const isTwo = threshold !== null && classCount === 2;
    const answered = isTwo ? (at(probabilities, 2 * row + 1) >= threshold ? 1 : 0) : top;
    return { row, answered, probability: at(probabilities, row * classCount + answered) };
  }).slice(0, labels.length);
}

/**
 * Rows to show of one label in one group, without chance: of wrong answers the `most` that the model is surest of, of right ones those spread
 * evenly over their order by sureness (number floor((2i + 1) m / 2k) of m). Of a subject its surest row of each kind; of equally sure ones the
 * first. Nothing where fewer than `smallest` rows or subjects have the label there.
 * @param answers of the rows of the cell, in any order.
 */
export function chooseAnsweredRows(
  answers: readonly Answer[],
  label: number,
  subjects: readonly string[],
  { most, smallest }: { readonly most: number; readonly smallest: number },
): { readonly right: readonly Answer[]; readonly wrong: readonly Answer[] } {
  const people = new Set(answers.map(({ row }) => at(subjects, row)));
  if (Math.min(answers.length, people.size) < Math.max(1, smallest)) return { right: [], wrong: [] }; // prettier-ignore
  const sorted = answers.toSorted((one, other) => other.probability - one.probability || one.row - other.row); // prettier-ignore
  const right = firstOfSubjects(sorted.filter(({ answered }) => answered === label), subjects); // prettier-ignore
  const wrong = firstOfSubjects(sorted.filter(({ answered }) => answered !== label), subjects); // prettier-ignore
  const count = Math.min(most, right.length);
  return {
    right: Array.from({ length: count }, (_, index) =>
      at(right, Math.floor(((2 * index + 1) * right.length) / (2 * count))),
    ),
    wrong: wrong.slice(0, most),
  };
}

function firstOfSubjects(answers: readonly Answer[], subjects: readonly string[]): Answer[] {
  const seen = new Set<string>();
  return answers.filter(({ row }) => {
    const subject = at(subjects, row);
    if (seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
}
