import { describe, expect, it } from "vitest";
import { expectedCalibrationError } from "./expected-calibration-error.js";

describe("expectedCalibrationError", () => {
  it("counts by hand over two bins", () => {
    // Confidence 0.9 twice, one right: |0.5 − 0.9| · 2/4. Confidence 0.6 twice, both right: 0.4 · 2/4.
    const probabilities = [0.1, 0.9, 0.1, 0.9, 0.6, 0.4, 0.6, 0.4];
    expect(expectedCalibrationError([1, 0, 0, 0], probabilities)).toBeCloseTo(0.4, 12);
  });

  it("is 0 when certain and right, 1 when certain and wrong", () => {
    expect(expectedCalibrationError([1, 0], [0, 1, 1, 0])).toBe(0);
    expect(expectedCalibrationError([0, 1], [0, 1, 1, 0])).toBe(1);
  });

  it("keeps bins apart: over- and under-confidence do not cancel across bins", () => {
    // 0.9 always wrong and 0.6 always right in bins 14 and 9: (0.9 + 0.4) / 2, one bin would give 0.25.
    expect(expectedCalibrationError([0, 1], [0.1, 0.9, 0.4, 0.6])).toBeCloseTo(0.65, 12);
  });

  it("weighs rows: a weight of 3 is a row three times", () => {
    const probabilities = [0.1, 0.9, 0.1, 0.9, 0.4, 0.6];
    // Bin of 0.9: |1·1 + 3·0 − 4·0.9|, of 0.6: |0 − 0.6|, over a weight of 5.
    expect(expectedCalibrationError([1, 0, 0], probabilities, [1, 3, 1])).toBeCloseTo(3.2 / 5, 12);
    expect(expectedCalibrationError([1, 0, 0], probabilities)).toBeCloseTo(1.4 / 3, 12);
  });

  it("is undefined without rows, or where no row counts", () => {
    expect(expectedCalibrationError([], [])).toEqual({ value: null, reason: "no rows" });
    expect(expectedCalibrationError([1], [0, 1], [0])).toEqual({
      value: null,
      reason: "all weights are 0",
    });
  });

  it("refuses logits", () => {
    expect(() => expectedCalibrationError([1], [-1.5, 2])).toThrow(
      "expectedCalibrationError: probability of class 0, row 0: expected 0..1, got -1.5. " +
        "Logits become probabilities by softmax.",
    );
    expect(() => expectedCalibrationError([1], [0.9, 0.9])).toThrow(
      "expectedCalibrationError: sum of the probabilities of row 0: expected 1, got 1.8. " +
        "Divide each row by its sum.",
    );
  });
});
