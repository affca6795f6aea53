import { expect, it } from "vitest";
import { labelColumns, labelRowCount, pickAnswers, type LabelAnswers } from "./label-columns.js";

const labels: LabelAnswers = {
  names: ["mass", "oedema"],
  answers: [1, 0, -1, 1, 0, -1],
  scores: [0.9, 0.1, 0.4, 0.8, 0.2, 0.3],
  weights: [1, 2, 3],
};
const columnsOf = (change: Partial<LabelAnswers>) => () =>
  labelColumns("test", { ...labels, ...change });

it("takes a label's rows apart from those whose answer is missing", () => {
  expect(labelRowCount("test", labels)).toBe(3);
  expect(labelColumns("test", labels)).toEqual([
    {
      name: "mass",
      rows: [0, 2],
      answers: Float64Array.of(1, 0),
      scores: Float64Array.of(0.9, 0.2),
      weights: Float64Array.of(1, 3),
    },
    {
      name: "oedema",
      rows: [0, 1],
      answers: Float64Array.of(0, 1),
      scores: Float64Array.of(0.1, 0.8),
      weights: Float64Array.of(1, 2),
    },
  ]);
});

it("picks rows of the table, in the order asked for", () => {
  expect(pickAnswers(labels, [2, 0])).toEqual({
    names: ["mass", "oedema"],
    answers: Float64Array.of(0, -1, 1, 0),
    scores: Float64Array.of(0.2, 0.3, 0.9, 0.1),
    weights: Float64Array.of(3, 1),
  });
  expect(pickAnswers({ ...labels, weights: undefined }, [1])).not.toHaveProperty("weights");
});

it("refuses what is no table, no answer, no probability", () => {
  expect(columnsOf({ names: [] })).toThrow("test: no labels");
  expect(columnsOf({ scores: [0.5] })).toThrow(
    "test: answers and scores are not tables of rows x labels (labels 2, answers 6, scores 1)",
  );
  expect(columnsOf({ names: ["a", "b", "c", "d"] })).toThrow("are not tables of rows x labels");
  expect(columnsOf({ answers: [1, 0, -1, 2, 0, -1] })).toThrow(
    "test: oedema, known answers: entry of row 1: expected an integer in 0..1, got 2",
  );
  expect(columnsOf({ answers: [1, 0, NaN, 1, 0, -1] })).toThrow("mass, known answers");
  expect(columnsOf({ scores: [0.9, 0.1, 1.5, 0.8, 0.2, 0.3] })).toThrow(
    "test: score of mass, row 1: expected 0..1, got 1.5. Logits become probabilities by sigmoid.",
  );
  expect(columnsOf({ scores: [0.9, NaN, 0.4, 0.8, 0.2, 0.3] })).toThrow("score of oedema of row 0");
  expect(columnsOf({ weights: [1, 2] })).toThrow("columns differ in length");
});
