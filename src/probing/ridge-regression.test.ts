import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ridgePredict } from "./ridge-regression.js";

const { ridge } = JSON.parse(readFileSync("fixtures/probing/probes.json", "utf8")) as {
  readonly ridge: Record<"features" | "targets" | "query" | "predictions", number[]> & {
    readonly width: number;
  };
};

describe("ridge regression", () => {
  it("equals scikit-learn's", () => {
    const found = ridgePredict(
      Float64Array.from(ridge.features),
      Float64Array.from(ridge.targets),
      Float64Array.from(ridge.query),
      ridge.width,
    );
    for (const [row, value] of ridge.predictions.entries())
      expect(found[row]).toBeCloseTo(value, 9);
  });

  it("answers the mean for constant features, and refuses equations without a solution", () => {
    const [features, targets] = [new Float64Array(3), Float64Array.of(1, 2, 6)];
    expect([...ridgePredict(features, targets, new Float64Array(1), 1)]).toEqual([3]);
    expect(() => ridgePredict(features, targets, new Float64Array(1), 1, 0)).toThrow(
      "ridge regression: the equations are not positive definite. Use a strength above 0.",
    );
  });
});
