/** Threshold and rates against scikit-learn and statsmodels; the cases are made by fixtures/evaluation/make-threshold.py. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operatingPoint, youdenThreshold, type CountedRate } from "./operating-point.js";

interface Rate {
  readonly value: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}
interface Scored {
  readonly labels: readonly number[];
  readonly scores: readonly number[];
}
interface ThresholdCase extends Readonly<Record<"sensitivity" | "specificity" | "accuracy", Rate>> {
  readonly name: string;
  readonly validation: Scored;
  readonly external: Scored;
  readonly threshold: number;
  readonly upperScore: number;
  readonly j: number;
  readonly recall: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluation/threshold.json", import.meta.url), "utf8"),
) as { readonly cases: readonly ThresholdCase[] };

/** Float64 on both sides; only the order of operations differs. */
const digits = 12;
const rates = ["sensitivity", "specificity", "accuracy"] as const;

function valueOf(rate: CountedRate): number {
  if ("reason" in rate) throw new Error(rate.reason);
  return rate.value;
}

/** Youden's J of a threshold, counted plainly. */
function youden({ labels, scores }: Scored, threshold: number): number {
  const point = operatingPoint(labels, scores, threshold);
  return valueOf(point.sensitivity) + valueOf(point.specificity) - 1;
}

describe("against scikit-learn and statsmodels", () => {
  it.each(cases)("$name", (one) => {
    const { labels, scores } = one.validation;
    const threshold = youdenThreshold(labels, scores);
    if (typeof threshold !== "number") throw new Error(threshold.reason);
    expect(threshold).toBeCloseTo(one.threshold, digits);
    expect(youden(one.validation, threshold)).toBeCloseTo(one.j, digits);
    // The score itself has the same answers; a threshold above it has not.
    expect(youden(one.validation, one.upperScore)).toBeCloseTo(one.j, digits);
    expect(youden(one.validation, one.upperScore + 1e-9)).toBeLessThan(one.j);
    const point = operatingPoint(one.external.labels, one.external.scores, threshold);
    expect(valueOf(point.sensitivity)).toBeCloseTo(one.recall, digits);
    for (const name of rates) {
      const { value, n, low, high } = one[name];
      const found = point[name];
      if ("reason" in found) throw new Error(found.reason);
      expect(found.value).toBeCloseTo(value, digits);
      expect(found.n).toBe(n);
      expect(found.interval.low).toBeCloseTo(low, digits);
      expect(found.interval.high).toBeCloseTo(high, digits);
    }
  });
});

describe("youdenThreshold", () => {
  it("is halfway between the classes where they are apart", () => {
    expect(youdenThreshold([0, 1, 0, 1], [0.25, 0.75, 0, 1])).toBe(0.5);
  });

  it("takes the lowest of several thresholds with one J", () => {
    // J is 1/2 above 0.9 alone and above 0.1: TP 1 of 2, FP 0 of 2 and TP 2, FP 1.
    expect(youdenThreshold([1, 0, 1, 0], [0.9, 0.5, 0.3, 0.1])).toBeCloseTo(0.2, 15);
  });

  it("takes the upper score where no number lies between two", () => {
    const upper = 1 + Number.EPSILON;
    const threshold = youdenThreshold([0, 1], [1, upper]);
    expect(threshold).toBe(upper);
  });

  it("has no threshold where none does better than chance, or a class is missing", () => {
    const none = { value: null, reason: "no threshold does better than chance" };
    expect(youdenThreshold([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])).toEqual(none);
    expect(youdenThreshold([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4])).toEqual(none);
    expect(youdenThreshold([0, 0], [0, 1])).toEqual({ value: null, reason: "no positives" });
    expect(youdenThreshold([1, 1], [0, 1])).toEqual({ value: null, reason: "no negatives" });
    expect(youdenThreshold([], [])).toEqual({ value: null, reason: "no positives" });
  });

  it("has the greatest J of all thresholds", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const labels = [0, 1, ...rows.map(([label]) => label)];
        const scores = [0.3, 0.3, ...rows.map(([, score]) => score / 10)];
        const set = { labels, scores };
        const js = Array.from({ length: 11 }, (_, step) => youden(set, step / 10 - 0.05));
        const threshold = youdenThreshold(labels, scores);
        const found = typeof threshold === "number" ? youden(set, threshold) : 0;
        expect(found).toBeCloseTo(Math.max(...js, 0), digits);
      }),
    );
  });

  it("refuses what are no labels and scores", () => {
    expect(() => youdenThreshold([0, 2], [0, 1])).toThrow(/^youdenThreshold: label/);
    expect(() => youdenThreshold([0, 1], [0, NaN])).toThrow(/^youdenThreshold: score/);
    expect(() => youdenThreshold([0, 1], [0])).toThrow(/^youdenThreshold: /);
  });
});

describe("operatingPoint", () => {
  it("calls a row positive at the threshold itself", () => {
    const point = operatingPoint([1, 0, 0], [0.5, 0.5, 0.4], 0.5);
    expect(valueOf(point.sensitivity)).toBe(1);
    expect(valueOf(point.specificity)).toBe(0.5);
    expect(valueOf(point.accuracy)).toBeCloseTo(2 / 3, digits);
  });

  it("has no rate of a class without rows", () => {
    const { sensitivity, specificity } = operatingPoint([0], [0.1], 0.5);
    expect(sensitivity).toEqual({ value: null, reason: "no positives" });
    expect(valueOf(specificity)).toBe(1);
    expect(operatingPoint([], [], 0.5).accuracy).toEqual({ value: null, reason: "no rows" });
  });
});
