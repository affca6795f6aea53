import { describe, expect, it } from "vitest";
import { audit } from "../../evaluation/audit/audit.js";
import type { AuditTarget } from "../../evaluation/audit/audit-input.js";
import { answerHints } from "./answer-hints.js";

const rows = Array.from({ length: 200 }, (_, row) => row);
const labels = rows.map((row) => row % 2);
const sites = rows.map((row) => Math.floor(row / 2) % 2);

/** Hints of 200 rows, a subject each, half of them positive. */
function hintsOf(target: AuditTarget, door: "predictions" | "model" = "predictions"): string[] {
  return answerHints(
    audit({
      ...{ door, source: "theirs.csv", split: "test" },
      subjects: rows.map(String),
      attributes: [{ name: "site", valueNames: ["A", "B"], values: sites }],
      targets: [target],
      settings: { resamples: 50, permutations: 20 },
    }),
  );
}

/** The answers of two classes; `score` is of the second. */
function classes(score: (row: number) => number): AuditTarget {
  return {
    ...{ kind: "classes", name: "ill", classes: ["no", "yes"], labels },
    probabilities: rows.flatMap((row) => [1 - score(row), score(row)]),
    threshold: { rule: "half", split: null, value: 0.5 },
  };
}

/** The true value is the row; `answer` is what the model says of it. */
function numbers(answer: (row: number) => number): AuditTarget {
  return {
    ...{ kind: "number", name: "age", targets: rows, predictions: rows.map(answer) },
    ...{ binNames: ["young", "old"], bins: rows.map((row) => Number(row > 99)) },
  };
}

/** 0.1 to 0.9, higher for positives in nine rows of ten. */
const sensible = (row: number) => (row % 20 < 2 ? 0.5 : labels[row] === 1 ? 0.9 : 0.1);

describe("answerHints", () => {
  it("is silent where answers make sense", () => {
    expect(hintsOf(classes(sensible))).toEqual([]);
    expect(hintsOf(numbers((row) => row + 5))).toEqual([]);
  });

  it("names a model that is right the wrong way round", () => {
    expect(hintsOf(classes((row) => 1 - sensible(row)))).toEqual([
      "ill: worse than chance; is the score the probability of “yes”, and do labels and scores belong to the same rows?",
    ]);
  });

  it("tells equal scores from a threshold that all are above", () => {
    expect(
      hintsOf(
        classes(() => 0.7),
        "model",
      ),
    ).toEqual([
      "ill: all rows are answered the same; a run may have been trained too little; of a model of others: are its outputs in this order (--classes), and the pictures as it wants them (--scale, --mean, --deviation, --scores)?",
    ]);
    const [line] = hintsOf(classes((row) => 0.6 + 0.3 * sensible(row)));
    expect(line).toMatch(
      /^ill: at the threshold all rows are called the same; is it the threshold that is meant/,
    );
  });

  it("names one answer for all numbers, near their mean or not", () => {
    const [mean] = hintsOf(numbers((row) => 99.5 + 0.001 * (row % 7)));
    expect(mean).toMatch(
      /^age: no nearer than the mean of the true values, perhaps the same answer for all rows; /,
    );
    expect(hintsOf(numbers(() => 10))[0]).toMatch(/^age: further off than the mean/);
  });

  it("sees by the AUROC what the threshold hides", () => {
    const [line] = hintsOf(classes((row) => 0.9 - 0.3 * sensible(row)));
    expect(line).toMatch(/^ill: worse than chance; /);
  });

  it("is silent where the answers are as good as guessed: that is no fault of how they were handed in", () => {
    expect(hintsOf(classes((row) => ((row * 7919) % 200) / 200))).toEqual([]);
  });

  it("names numbers that are further off than their mean", () => {
    expect(hintsOf(numbers((row) => 3 * row))).toEqual([
      "age: further off than the mean of the true values; are true values and predictions in one unit, and of the same rows?",
    ]);
  });
});
