/** Metrics of a number against NumPy; the cases are made by fixtures/evaluation/make-numbers.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { correctBias } from "../numbers/bias-correction.js";
import { errorCorrelation } from "./error-correlation.js";
import { fitLine } from "./line.js";
import { meanError } from "./mean-error.js";
import { pearson } from "./pearson.js";
import { rmse } from "./rmse.js";

interface NumberCase {
  readonly targets: number[];
  readonly predictions: number[];
  readonly weights: number[] | null;
  readonly site: number[];
  readonly scanner: number[];
  readonly dose: number[];
  readonly rmse: number;
  readonly pearson: number;
  readonly meanError: number;
  readonly slope: number;
  readonly intercept: number;
  readonly bySite: number;
  readonly byScanner: number;
  readonly byDose: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/numbers.json", import.meta.url), "utf8"),
) as { readonly cases: readonly NumberCase[] };

describe.each([
  ["without weights", 0],
  ["with weights", 1],
])("metrics of a number %s", (_, index) => {
  const found = cases[index];
  if (found === undefined) throw new Error("no case");
  const { targets, predictions, site, scanner, dose } = found;
  const weights = found.weights ?? undefined;
  const bySite = { kind: "classes", values: site, classes: 2 } as const;

  it("are those of NumPy", () => {
    expect(rmse(targets, predictions, weights)).toBeCloseTo(found.rmse, 10);
    expect(pearson(targets, predictions, weights)).toBeCloseTo(found.pearson, 10);
    expect(meanError(targets, predictions, weights)).toBeCloseTo(found.meanError, 10);
    const ones = targets.map(() => 1);
    const line = fitLine(targets, predictions, Float64Array.from(weights ?? ones));
    expect(line).toMatchObject({
      slope: expect.closeTo(found.slope, 10) as number,
      intercept: expect.closeTo(found.intercept, 8) as number,
    });
  });

  it("correlate the error with two classes, three and a number as NumPy does", () => {
    const correlationWith = (attribute: Parameters<typeof errorCorrelation>[2]) =>
      errorCorrelation(targets, predictions, attribute, weights);
    expect(correlationWith(bySite)).toBeCloseTo(found.bySite, 10);
    expect(correlationWith({ kind: "classes", values: scanner, classes: 3 })).toBeCloseTo(
      found.byScanner,
      10,
    );
    expect(correlationWith({ kind: "number", values: dose })).toBeCloseTo(found.byDose, 10);
    // A plain correlation, not given the target, is another number.
    const errors = predictions.map((value, row) => value - (targets[row] ?? 0));
    expect(pearson(site, errors, weights)).not.toBeCloseTo(found.bySite, 2);
  });

  it("leave Pearson's r and the error's correlation alone when predictions are corrected", () => {
    const corrected = correctBias(predictions, { intercept: 20, slope: 0.6, n: 3 });
    expect(pearson(targets, corrected, weights)).toBeCloseTo(found.pearson, 10);
    expect(errorCorrelation(targets, corrected, bySite, weights)).toBeCloseTo(found.bySite, 10);
  });
});

describe("metrics of a number at their edges", () => {
  const site = { kind: "classes", values: [0, 1, 0, 1], classes: 2 } as const;

  it("are undefined, and say why", () => {
    expect(rmse([], [])).toEqual({ value: null, reason: "no rows" });
    expect(meanError([1], [2], [0])).toEqual({ value: null, reason: "all weights are 0" });
    expect(pearson([1], [1])).toEqual({ value: null, reason: "fewer than two rows" });
    expect(pearson([2, 2], [1, 3])).toEqual({ value: null, reason: "all targets are equal" });
    expect(pearson([1, 3, 4], [0.1, 0.1, 0.1])).toEqual({
      value: null,
      reason: "all predictions are equal",
    });
    // However small weights are.
    expect(pearson([1, 3, 4], [1, 2, 4], [1e-26, 1e-26, 1e-26])).toBeCloseTo(
      Number(pearson([1, 3, 4], [1, 2, 4])),
      12,
    );
    expect(errorCorrelation([1, 2, 3], [1, 2, 4], { ...site, values: [0, 1, 0] })).toEqual({
      value: null,
      reason: "fewer than four rows",
    });
    expect(errorCorrelation([1, 1, 1, 1], [1, 2, 4, 3], site)).toEqual({
      value: null,
      reason: "all targets are equal",
    });
    expect(errorCorrelation([1, 2, 3, 4], [3, 5, 7, 9], site)).toEqual({
      value: null,
      reason: "the error does not vary given the target",
    });
    expect(
      errorCorrelation([1, 2, 3, 4], [1, 2, 4, 3], { kind: "number", values: [2, 4, 6, 8] }),
    ).toEqual({ value: null, reason: "the attribute does not vary given the target" });
  });

  // It was 1 here, of any error: three indicators span all that five rows have beside a line.
  it("need more rows than a line and the classes explain by themselves", () => {
    const classes = { kind: "classes", classes: 4 } as const;
    const five = errorCorrelation([1, 2, 4, 7, 9], [3, 1, 4, 1, 5], {
      ...classes,
      values: [0, 1, 2, 3, 0],
    });
    expect(five).toEqual({ value: null, reason: "too few rows for the values of the attribute" });
    const six = errorCorrelation([1, 2, 4, 7, 9, 6], [3, 1, 4, 1, 5, 9], {
      ...classes,
      values: [0, 1, 2, 3, 0, 1],
    });
    expect(six).toBeLessThan(1);
  });

  it("have the sign of the second class, and 1 where the error is that class alone", () => {
    const targets = [1, 2, 3, 4];
    expect(errorCorrelation(targets, [1, 5, 3, 7], site)).toBeCloseTo(1, 12);
    expect(errorCorrelation(targets, [1, -1, 3, 1], site)).toBeCloseTo(-1, 12);
  });
});
