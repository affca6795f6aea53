import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitLogistic, predictLogistic } from "./logistic-regression.js";

interface ClassCase {
  readonly width: number;
  readonly classes: number;
  readonly features: number[];
  readonly labels: number[];
  readonly query: number[];
  /** Two classes: the margin of the second. More: [m, classes]. */
  readonly logits: number[];
  readonly logistic: number[];
}
const { classes: cases } = JSON.parse(readFileSync("fixtures/probing/probes.json", "utf8")) as {
  readonly classes: readonly ClassCase[];
};

describe("logistic regression", () => {
  it.each(cases)("equals scikit-learn's, $classes classes", (one) => {
    const fit = {
      width: one.width,
      classes: one.classes,
      features: Float64Array.from(one.features),
      labels: Int32Array.from(one.labels),
    };
    const query = Float64Array.from(one.query);
    const model = fitLogistic(fit);
    expect([...predictLogistic(model, query)]).toEqual(one.logistic);
    const logit = (row: number, label: number) =>
      query
        .subarray(row * one.width, (row + 1) * one.width)
        .reduce((sum, x, k) => sum + x * (model.weights[label * one.width + k] ?? 0), 0) +
      (model.intercepts[label] ?? 0);
    for (let row = 0; row < query.length / one.width; row++) {
      // Only differences of logits mean anything.
      for (let label = 1; label < one.classes; label++) {
        const expected =
          one.classes === 2
            ? (one.logits[row] ?? NaN)
            : (one.logits[row * one.classes + label] ?? NaN) -
              (one.logits[row * one.classes] ?? NaN);
        expect(Math.abs(logit(row, label) - logit(row, 0) - expected)).toBeLessThan(2e-4);
      }
    }
    // The wrong variant: with another strength the margins are others.
    const other = fitLogistic(fit, 0.1);
    expect(Math.abs((other.weights[0] ?? 0) - (model.weights[0] ?? 0))).toBeGreaterThan(0.01);
  });

  it("stays finite on separable classes and answers one class for constant features", () => {
    const labels = Int32Array.of(0, 0, 1, 1, 1);
    const separable = { width: 1, classes: 2, features: Float64Array.of(-2, -1, 1, 2, 3), labels };
    expect([...predictLogistic(fitLogistic(separable), Float64Array.of(-9, 9))]).toEqual([0, 1]);
    const constant = { ...separable, features: new Float64Array(5) };
    expect([...predictLogistic(fitLogistic(constant), new Float64Array(2))]).toEqual([1, 1]);
  });
});
