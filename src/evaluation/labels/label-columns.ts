import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { pickRows } from "../../base/pick-rows.js";
import { pick } from "../attribute-results.js";
import { checkFinite, checkIndices, weightsOrOnes, type Column } from "../columns.js";

/** Several answers of yes or no a row, and what a model says of them. */
export interface LabelAnswers {
  /** K names. */
  readonly names: readonly string[];
  /** Row-major [n, K]: 1 yes, 0 no, -1 missing. */
  readonly answers: Column;
  /** Row-major [n, K]: probability of yes, 0..1. */
  readonly scores: Column;
  /** [n]. */
  readonly weights?: Column | undefined;
}

/** One label over the m rows whose answer is known. */
export interface LabelColumn {
  readonly name: string;
  /** [m], rows of the table, ascending. */
  readonly rows: readonly number[];
  /** [m], 1 or 0. */
  readonly answers: Float64Array;
  /** [m], 0..1. */
  readonly scores: Float64Array;
  /** [m]; absent where rows have none. */
  readonly weights: Float64Array | undefined;
}

/**
 * Number of rows n of a table of answers.
 * @throws DataError in the name of `where` without labels, or when the lengths do not make a table.
 */
export function labelRowCount(where: string, { names, answers, scores }: LabelAnswers): number {
  if (names.length === 0) throw new DataError(where, "no labels");
  const rows = answers.length / names.length;
  if (!Number.isInteger(rows) || scores.length !== answers.length) {
    throw new DataError(where, "answers and scores are not tables of rows x labels", {
      labels: names.length,
      answers: answers.length,
      scores: scores.length,
    });
  }
  return rows;
}

/**
 * The labels one by one, each without the rows whose answer is missing, so that a missing answer counts for no metric.
 * @throws DataError in the name of `where` as {@link labelRowCount}, and for an answer that is not 1, 0 or -1, a score
 * outside 0..1, and weights as `weightsOrOnes`.
 */
export function labelColumns(where: string, labels: LabelAnswers): LabelColumn[] {
  const { names, answers, scores, weights } = labels;
  const n = labelRowCount(where, labels);
  weightsOrOnes(where, weights, n);
  const every = Array.from({ length: n }, (_, row) => row);
  return names.map((name, label) => {
    const entry = (table: Column, row: number) => at(table, row * names.length + label);
    const rows = every.filter((row) => entry(answers, row) !== -1);
    const known = Float64Array.from(rows, (row) => entry(answers, row));
    const own = Float64Array.from(every, (row) => entry(scores, row));
    checkIndices(where, `${name}, known answers: entry`, known, 2);
    checkScores(where, name, own);
    return {
      name,
      rows,
      answers: known,
      scores: pick(own, rows),
      weights: weights === undefined ? undefined : pick(weights, rows),
    };
  });
}

function checkScores(where: string, name: string, scores: Float64Array): void {
  checkFinite(where, `score of ${name}`, scores);
  const bad = scores.findIndex((score) => score < 0 || score > 1);
  if (bad < 0) return;
  throw new DataError(where, `score of ${name}, row ${bad}`, {
    expected: "0..1",
    got: at(scores, bad),
    advice: "Logits become probabilities by sigmoid.",
  });
}

/** Some rows of answers and scores. */
export function pickAnswers(labels: LabelAnswers, rows: readonly number[]): LabelAnswers {
  const { names, answers, scores, weights } = labels;
  return {
    names,
    answers: pickRows(answers, names.length, rows),
    scores: pickRows(scores, names.length, rows),
    ...(weights === undefined ? {} : { weights: pick(weights, rows) }),
  };
}
