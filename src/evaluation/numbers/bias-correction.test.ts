import { expect, it } from "vitest";
import { correctBias, fitBiasCorrection } from "./bias-correction.js";

const labels = [40, 50, 60, 70];

it("gives the labels back where predictions are a line in them", () => {
  const predictions = labels.map((label) => 30 + 0.5 * label);
  const line = fitBiasCorrection(labels, predictions);
  if ("reason" in line) throw new Error(line.reason);
  expect(line).toEqual({
    intercept: expect.closeTo(30, 10) as number,
    slope: expect.closeTo(0.5, 12) as number,
    n: 4,
  });
  for (const [row, value] of correctBias(predictions, line).entries()) {
    expect(value).toBeCloseTo(labels[row] ?? NaN, 10);
  }
});

it("takes the line out of the error, and is not the form that uses the true label", () => {
  const predictions = [52, 54, 61, 63];
  const line = fitBiasCorrection(labels, predictions);
  if ("reason" in line) throw new Error(line.reason);
  const corrected = correctBias(predictions, line);
  const errors = labels.map((label, row) => (corrected[row] ?? NaN) - label);
  const sum = errors.reduce((left, right) => left + right, 0);
  const slope = errors.reduce((left, error, row) => left + error * ((labels[row] ?? 0) - 55), 0);
  expect(sum).toBeCloseTo(0, 10);
  expect(slope).toBeCloseTo(0, 8);
  // Beheshti et al. 2019: prediction − (intercept + (slope − 1) · true label).
  const other = predictions.map(
    (value, row) => value - line.intercept - (line.slope - 1) * (labels[row] ?? 0),
  );
  expect(corrected[0]).not.toBeCloseTo(other[0] ?? NaN, 3);
});

it("is undefined where predictions do not rise with the label, or there is no line", () => {
  expect(fitBiasCorrection(labels, [5, 4, 3, 2])).toEqual({
    value: null,
    reason: "predictions do not rise with the label on validation",
  });
  expect(fitBiasCorrection([1, 2], [1, 2])).toEqual({
    value: null,
    reason: "fewer than three validation rows",
  });
  expect(fitBiasCorrection([1, 1, 1], [1, 2, 3])).toEqual({
    value: null,
    reason: "all targets are equal on validation",
  });
});
