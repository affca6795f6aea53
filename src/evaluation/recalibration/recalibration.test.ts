/** Temperature, Platt and prior shift against SciPy and scikit-learn; the cases are made by fixtures/recalibration/make.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { Undefined } from "../metric.js";
import { logLoss } from "../metrics/log-loss.js";
import { estimatePriors, withPriors } from "./estimate-priors.js";
import { fitPlatt } from "./fit-platt.js";
import { fitTemperature } from "./fit-temperature.js";

const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/recalibration/values.json", import.meta.url), "utf8"),
) as {
  two: {
    label: number[];
    score: number[];
    temperature: number;
    slope: number;
    intercept: number;
    sigmoid: number[];
  }[];
  more: { label: number[]; probabilities: number[]; temperature: number; scaled: number[] }[];
  shifted: {
    source: number[];
    target: number[];
    probabilities: number[];
    maximum: number[];
    em: number[];
    corrected: number[];
  }[];
};

const twoOf = (scores: readonly number[]) => scores.flatMap((score) => [1 - score, score]);
const positivesOf = (table: Float64Array) => [...table].filter((_, entry) => entry % 2 === 1);

function known<Value>(value: Value | Undefined): Value {
  if (typeof value === "object" && value !== null && "reason" in value)
    throw new Error(value.reason);
  return value;
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Array.from(one, (value, place) => Math.abs(value - at(other, place))).reduce((a, b) => Math.max(a, b), 0); // prettier-ignore
}

/** Rows whose scores mean what they say, then changed by a line on the logit. */
function drawn(n: number, slope: number, intercept: number) {
  const rng = createRng(`recalibration ${slope} ${intercept}`);
  const logits = Array.from({ length: n }, () => 2 * rng.normal() - 0.5);
  const labels = logits.map((logit) => (rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0));
  return {
    labels,
    probabilities: twoOf(logits.map((logit) => 1 / (1 + Math.exp(-(slope * logit + intercept))))),
  };
}

describe("fitPlatt", () => {
  it.each(fixture.two)(
    "is SciPy's line and near scikit-learn's sigmoid, scores 0 and 1 among them",
    (set) => {
      const map = known(fitPlatt(set.label, twoOf(set.score)));
      expect(map.parameters["slope"]).toBeCloseTo(set.slope, 6);
      expect(map.parameters["intercept"]).toBeCloseTo(set.intercept, 6);
      const scores = positivesOf(map.apply(twoOf(set.score)));
      expect(largestDifference(scores, set.sigmoid)).toBeLessThan(1e-3);
    },
  );

  it("is the identity of scores that are calibrated, and takes a line off", () => {
    const right = known(fitPlatt(...entriesOf(drawn(20_000, 1, 0))));
    expect(right.parameters["slope"]).toBeCloseTo(1, 1);
    expect(right.parameters["intercept"]).toBeCloseTo(0, 1);
    const wrong = known(fitPlatt(...entriesOf(drawn(20_000, 2, 1))));
    expect(wrong.parameters["slope"]).toBeCloseTo(0.5, 1);
    expect(wrong.parameters["intercept"]).toBeCloseTo(-0.5, 1);
  });

  it("stays finite where a threshold parts the classes: not so without Platt's targets", () => {
    const map = known(fitPlatt([0, 0, 1, 1], twoOf([0, 0.1, 0.9, 1])));
    const [low = NaN, , , high = NaN] = positivesOf(map.apply(twoOf([0, 0.1, 0.9, 1])));
    // Targets of two rows a class: 1/4 and 3/4.
    expect(map.parameters["slope"]).toBeLessThan(1);
    expect(low).toBeGreaterThan(0.1);
    expect(high).toBeLessThan(0.9);
  });

  it("of two distinct scores gives them the smoothed shares", () => {
    const labels = [1, 0, 0, 0, 1, 1, 0, 1];
    const scores = twoOf([0.2, 0.2, 0.2, 0.2, 0.7, 0.7, 0.7, 0.7]);
    const shares = positivesOf(known(fitPlatt(labels, scores)).apply(scores));
    // (N₊ + 1) / (N₊ + 2) = 5/6 and 1/6: of one positive in four 1/3, of three 2/3.
    expect(shares[0]).toBeCloseTo(1 / 3, 9);
    expect(shares[7]).toBeCloseTo(2 / 3, 9);
  });

  it("ends where the loss is level, whatever the scores: few, certain, the wrong way round", () => {
    const rng = createRng("level");
    for (let set = 0; set < 200; set++) {
      const n = 4 + rng.integer(60);
      const labels = Array.from({ length: n }, (_, row) => (row < 2 ? row : rng.integer(2)));
      const sharp = 10 ** (2 * rng.uniform() - 1) * (set % 3 === 0 ? -1 : 1);
      const scores = labels.map((label) =>
        set % 4 === 0 && rng.uniform() < 0.5
          ? rng.integer(2)
          : 1 / (1 + Math.exp(-sharp * (3 * label - 1 + rng.normal()))),
      );
      const map = fitPlatt(labels, twoOf(scores));
      if ("reason" in map) continue;
      const positives = labels.filter((label) => label === 1).length;
      const targets = [1 / (n - positives + 2), (positives + 1) / (positives + 2)];
      const errors = positivesOf(map.apply(twoOf(scores))).map((score, row) => score - at(targets, at(labels, row))); // prettier-ignore
      const logits = scores.map((score) => Math.log(Math.max(score, 1e-6) / Math.max(1 - score, 1e-6))); // prettier-ignore
      const slope = errors.reduce((sum, error, row) => sum + error * at(logits, row), 0);
      expect(Math.abs(errors.reduce((sum, error) => sum + error, 0)) / n).toBeLessThan(1e-6);
      expect(Math.abs(slope) / n).toBeLessThan(1e-5);
    }
  });

  it("is undefined with the reason", () => {
    const scores = twoOf([0.2, 0.7]);
    expect(fitPlatt([0, 0], scores)).toEqual({ value: null, reason: "no positives" });
    expect(fitPlatt([1, 1], scores)).toEqual({ value: null, reason: "no negatives" });
    expect(fitPlatt([0, 1], twoOf([0.4, 0.4]))).toEqual({ value: null, reason: "all scores are equal" }); // prettier-ignore
    expect(() => fitPlatt([0], [0.2, 0.3, 0.5])).toThrow("fitPlatt: classes: expected 2, got 3");
  });
});

describe("fitTemperature", () => {
  it.each(fixture.two)("is SciPy's of two classes", (set) => {
    const map = known(fitTemperature(set.label, twoOf(set.score)));
    expect(Math.abs((map.parameters["temperature"] ?? NaN) / set.temperature - 1)).toBeLessThan(
      1e-6,
    );
  });

  it.each(fixture.more)("is SciPy's of more", (set) => {
    const map = known(fitTemperature(set.label, set.probabilities));
    expect(Math.abs((map.parameters["temperature"] ?? NaN) / set.temperature - 1)).toBeLessThan(
      1e-6,
    );
    expect(largestDifference(map.apply(set.probabilities), set.scaled)).toBeLessThan(1e-6);
  });

  it("is 1 of scores that are calibrated, and the divisor of logits that were multiplied", () => {
    const one = known(fitTemperature(...entriesOf(drawn(20_000, 1, 0)))).parameters["temperature"];
    const three = known(fitTemperature(...entriesOf(drawn(20_000, 3, 0)))).parameters[
      "temperature"
    ];
    expect(one).toBeCloseTo(1, 1);
    expect((three ?? NaN) / 3).toBeCloseTo(1, 1);
  });

  it("has the least loss of all temperatures: a wrong one is worse", () => {
    const { label, probabilities } = at(fixture.more, 0);
    const best = logLoss(label, known(fitTemperature(label, probabilities)).apply(probabilities));
    const before = logLoss(label, probabilities);
    expect(best).toBeLessThan(before as number);
  });

  it("is undefined with the reason", () => {
    expect(fitTemperature([0, 1], twoOf([0.2, 0.7]))).toEqual({
      value: null,
      reason: "every row is right: no temperature is best",
    });
    expect(fitTemperature([1, 0], twoOf([0.2, 0.7]))).toEqual({
      value: null,
      reason: "the scores say no more than none would: no temperature is best",
    });
    expect(fitTemperature([1, 0], twoOf([0.5, 0.5]))).toEqual({
      value: null,
      reason: "the scores of a row are all equal",
    });
    expect(fitTemperature([], [])).toEqual({ value: null, reason: "no rows" });
  });
});

describe("estimatePriors", () => {
  it.each(fixture.shifted)("is the maximum that SciPy finds and EM climbs to", (set) => {
    const shares = known(estimatePriors(set.probabilities, set.source));
    expect(largestDifference(shares, set.em)).toBeLessThan(1e-7);
    expect(largestDifference(shares, set.maximum)).toBeLessThan(1e-5);
    // What it is an estimate of.
    expect(largestDifference(shares, set.target)).toBeLessThan(0.1);
    const corrected = withPriors(set.probabilities, set.source, shares);
    expect(largestDifference(corrected, set.corrected)).toBeLessThan(1e-7);
  });

  it("the mean of the scores is no such estimate: the wrong variant fails", () => {
    const { probabilities, source, target, em } = at(fixture.shifted, 0);
    const mean = probabilities.filter((_, entry) => entry % source.length === 0);
    const share = mean.reduce((sum, value) => sum + value, 0) / mean.length;
    expect(Math.abs(share - at(em, 0))).toBeGreaterThan(0.05);
    expect(Math.abs(at(em, 0) - at(target, 0))).toBeLessThan(0.05);
  });

  it("closed form: two kinds of rows", () => {
    // Scores 0.8 in 3 of 10 rows, 0.2 in 7; prior 1/2. ratios (0.4, 1.6), (1.6, 0.4): Σ n r / (q r₁ + (1 − q) r₀) = 0 at
    // q = (0.3 · 1.6 − 0.7 · 0.4) / … = (share − 0.2) / 0.6.
    const scores = Array.from({ length: 10 }, (_, row) => (row < 3 ? 0.8 : 0.2));
    const shares = known(estimatePriors(twoOf(scores), [0.5, 0.5]));
    expect(shares[1]).toBeCloseTo((0.3 - 0.2) / 0.6, 8);
  });

  it("stays where it began if rows say nothing, and where the mean is the prior", () => {
    expect([...known(estimatePriors(twoOf([0.3, 0.3, 0.3]), [0.7, 0.3]))]).toEqual([
      expect.closeTo(0.7, 12) as number,
      expect.closeTo(0.3, 12) as number,
    ]);
    const shares = known(estimatePriors(twoOf([0.1, 0.9, 0.35, 0.25]), [0.6, 0.4]));
    expect(shares[1]).toBeCloseTo(0.4, 8);
  });

  it("certain scores are counted; a class that nobody has gets no share", () => {
    expect(known(estimatePriors(twoOf([1, 1, 0, 1]), [0.5, 0.5]))[1]).toBeCloseTo(0.75, 9);
    expect(known(estimatePriors(twoOf([0.01, 0.02, 0.01]), [0.5, 0.5]))[1]).toBeLessThan(1e-6);
  });

  it("is undefined, or refuses", () => {
    expect(estimatePriors([], [0.5, 0.5])).toEqual({ value: null, reason: "no rows" });
    expect(estimatePriors([0.5, 0.5], [1, 0])).toEqual({
      value: null,
      reason: "a class has no share where the scores were calibrated",
    });
    expect(() => estimatePriors([0.5], [0.5, 0.5])).toThrow("estimatePriors: probabilities");
  });
});

function entriesOf({ labels, probabilities }: ReturnType<typeof drawn>) {
  return [labels, probabilities] as const;
}
