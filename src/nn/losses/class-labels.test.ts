import { describe, expect, it } from "vitest";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { labelledRows } from "./class-labels.js";

const logits = tensorOf({ shape: [3, 2], values: [0, 0, NaN, 1, 0, Math.log(3)] });
const rowsOf = (labels: number[]) => {
  const { logLikelihood, valid } = labelledRows("test", logits, constant(labels, [3], "int32"));
  return evaluate({ logLikelihood, valid });
};

describe("labelledRows", () => {
  it("reads each row's log-probability, and keeps NaN logits out of missing rows", () => {
    const { logLikelihood, valid } = rowsOf([0, -1, 1]);
    expect(valid).toEqual([1, 0, 1]);
    expect(logLikelihood?.[0]).toBeCloseTo(-Math.LN2, 12);
    expect(logLikelihood?.[1]).toBeCloseTo(-Math.LN2, 12);
    expect(logLikelihood?.[2]).toBeCloseTo(Math.log(0.75), 12);
  });

  it.each([2, -2])(
    "makes the unknown label %s NaN and valid, so that no mask hides it",
    (label) => {
      const { logLikelihood, valid } = rowsOf([label, -1, 1]);
      expect(valid).toEqual([1, 0, 1]);
      expect(logLikelihood?.[0]).toBeNaN();
      expect(logLikelihood?.[2]).toBeCloseTo(Math.log(0.75), 12);
    },
  );

  it("refuses operands that do not fit", () => {
    const int = (values: number[], shape: number[]) => constant(values, shape, "int32");
    expect(errorOf(() => labelledRows("test", constant([1], [1]), int([0], [1])))).toBe(
      "ShapeError: test: logits must be [B, K]: got [1]",
    );
    expect(errorOf(() => labelledRows("test", logits, int([0, 1], [2])))).toBe(
      "ShapeError: test: labels: expected [3], got [2]",
    );
    expect(errorOf(() => labelledRows("test", logits, constant([0, 1, 0], [3])))).toBe(
      "ShapeError: test: one-hot labels: expected [3,2], got [3]",
    );
    expect(errorOf(() => labelledRows("test", logits, constant([0, 1, 0], [3], "uint8")))).toBe(
      "DTypeError: test: labels: expected int32, int64 or float32 (one-hot), got uint8",
    );
  });
});
