import { describe, expect, it } from "vitest";
import { answersOf, chooseAnsweredRows, type Answer } from "./choose-answered-rows.js";

const rowsOf = (chosen: readonly Answer[]) => chosen.map(({ row }) => row);

/** Two classes; the score of row r is scores[r]. */
function answers(scores: readonly number[], threshold: number | null = 0.5): Answer[] {
  return answersOf({
    labels: scores.map(() => 0),
    probabilities: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
    ...{ classCount: 2, threshold, subjects: scores.map(String) },
  });
}

describe("answersOf", () => {
  it("is at the threshold, with the probability of what is answered", () => {
    expect(answers([0.25, 0.375], 0.375)).toEqual([
      { row: 0, answered: 0, probability: 0.75 },
      { row: 1, answered: 1, probability: 0.375 },
    ]);
  });

  it("is the largest of more classes", () => {
    const probabilities = Float64Array.of(0.25, 0.5, 0.25);
    const own = { labels: [2], probabilities, classCount: 3, threshold: null, subjects: ["a"] };
    expect(answersOf(own)).toEqual([{ row: 0, answered: 1, probability: 0.5 }]);
  });
});

describe("chooseAnsweredRows", () => {
  const law = { most: 2, smallest: 1 };
  const each = Array.from({ length: 12 }, (_, row) => `s${row}`);

  it("takes the surest errors, and right answers from the middle of either half", () => {
    const scores = [0.9, 0.6, 0.99, 0.1, 0.2, 0.3, 0.4, 0.15];
    const { right, wrong } = chooseAnsweredRows(answers(scores), 0, each, law);
    expect(rowsOf(wrong)).toEqual([2, 0]);
    // By sureness 3, 7, 4, 5, 6: numbers floor(5/4) and floor(15/4).
    expect(rowsOf(right)).toEqual([7, 5]);
  });

  it("takes one row a subject, its surest, and of equally sure ones the first", () => {
    const subjects = ["a", "a", "b", "c"];
    const { wrong } = chooseAnsweredRows(answers([0.8, 0.9, 0.7, 0.7]), 0, subjects, law);
    expect(rowsOf(wrong)).toEqual([1, 2]);
    const { wrong: turned } = chooseAnsweredRows(answers([0.8, 0.9, 0.7, 0.7]).toReversed(), 0, subjects, law); // prettier-ignore
    expect(rowsOf(turned)).toEqual([1, 2]);
  });

  it("shows nothing of fewer rows or subjects than the owner allows", () => {
    const some = answers([0.8, 0.9, 0.1]);
    const nothing = { right: [], wrong: [] };
    expect(chooseAnsweredRows(some, 0, each, { most: 2, smallest: 4 })).toEqual(nothing);
    expect(chooseAnsweredRows(some, 0, ["a", "a", "b"], { most: 2, smallest: 3 })).toEqual(nothing);
    expect(chooseAnsweredRows([], 0, [], law)).toEqual(nothing);
    expect(rowsOf(chooseAnsweredRows(some, 0, each, { most: 2, smallest: 3 }).right)).toEqual([2]);
  });
});
