import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import type { PredictionTable } from "../predictions.js";
import { chooseThreshold, measureAnswers, splitPredictions } from "./measure-answers.js";

const table: PredictionTable = {
  split: ["validation", "iid", "validation", "iid", "validation", "validation"],
  id: ["a", "b", "c", "d", "e", "f"],
  subject: ["p", "q", "r", "s", "t", "u"],
  classNames: ["0", "1"],
  label: Int32Array.of(0, 1, 1, 0, 1, 0),
  probabilities: Float64Array.of(0.9, 0.1, 0.35, 0.65, 0.3, 0.7, 0.45, 0.55, 0.2, 0.8, 0.5, 0.5),
  attributes: [],
};

describe("splitPredictions", () => {
  it("takes the rows of one split, in their order", () => {
    expect(splitPredictions(table, "iid")).toEqual({
      classNames: ["0", "1"],
      subject: ["q", "s"],
      label: Int32Array.of(1, 0),
      probabilities: Float64Array.of(0.35, 0.65, 0.45, 0.55),
    });
    expect(splitPredictions(table, "none").label.length).toBe(0);
  });
});

describe("chooseThreshold", () => {
  it("looks at validation alone", () => {
    expect(chooseThreshold(splitPredictions(table, "validation"))).toEqual({
      rule: "youden",
      split: "validation",
      n: 4,
      value: 0.6,
    });
  });

  it("has none for more than two classes", () => {
    const three = { classNames: ["a", "b", "c"], subject: [], label: new Int32Array() };
    expect(chooseThreshold({ ...three, probabilities: new Float64Array() })).toEqual({
      rule: "youden",
      split: "validation",
      n: 0,
      value: { value: null, reason: "3 classes have no threshold" },
    });
  });
});

describe("measureAnswers", () => {
  const iid = splitPredictions(table, "iid");

  it("applies a threshold that was chosen elsewhere", () => {
    const found = measureAnswers(iid, 0.6, createRng(0));
    // (0.65 − 1)² and 0.55², and both in the bin of their confidence.
    expect(found.brier).toBeCloseTo((0.35 ** 2 + 0.55 ** 2) / 2, 12);
    expect(found.ece).toBeCloseTo((0.35 + 0.55) / 2, 12);
    expect(found.operating_point).toMatchObject({
      threshold: 0.6,
      sensitivity: { value: 1, n: 1 },
      specificity: { value: 1, n: 1 },
      accuracy: { value: 1, n: 2 },
    });
    expect(measureAnswers(iid, 0.5, createRng(0)).operating_point).toMatchObject({
      specificity: { value: 0, n: 1 },
    });
  });

  it("passes on why there is no threshold", () => {
    const reason = { value: null, reason: "no positives" } as const;
    expect(measureAnswers(iid, reason, createRng(0)).operating_point).toEqual(reason);
  });
});
