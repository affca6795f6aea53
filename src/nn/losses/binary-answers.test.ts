import { describe, expect, it } from "vitest";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { binaryAnswers } from "./binary-answers.js";

const read = (logits: number[], answers: number[]) =>
  binaryAnswers(
    "test",
    tensorOf({ shape: [logits.length], values: logits }),
    tensorOf({ shape: [answers.length], values: answers, dtype: "int32" }),
  );

describe("binaryAnswers", () => {
  it("turns the logit of no, and takes NaN out of missing answers", () => {
    const values = evaluate({ ...read([2, 3, NaN], [1, 0, -1]) });
    expect(values["logits"]).toEqual([2, 3, 0]);
    expect(values["ofTruth"]?.slice(0, 2)).toEqual([2, -3]);
    expect(Math.abs(values["ofTruth"]?.[2] ?? NaN)).toBe(0);
    expect(values["yes"]).toEqual([1, 0, 0]);
    expect(values["known"]).toEqual([1, 1, 0]);
  });

  it("refuses answers of another shape", () => {
    expect(errorOf(() => read([1, 2], [1]))).toBe(
      "ShapeError: test: answers: expected [2], got [1]",
    );
  });
});
