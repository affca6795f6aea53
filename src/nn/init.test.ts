import { describe, expect, it } from "vitest";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import { createRng } from "../base/rng.js";
import {
  biasUniform,
  fansOf,
  kaimingNormal,
  kaimingNormalIn,
  kaimingUniform,
  normalInit,
  truncatedNormalInit,
  uniformInit,
  xavierUniform,
} from "./init.js";
import type { Initialiser } from "./layer.js";

const weight = [64, 32, 3, 3];
const [fanIn, fanOut] = [32 * 9, 64 * 9];

/** Moments of a large draw. */
function moments(law: Initialiser, shape = weight) {
  const values = law(createRng(3).child("weight"), shape);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    kurtosis: fourth / variance ** 2,
    largest: values.reduce((best, value) => Math.max(best, Math.abs(value)), 0),
  };
}

describe("laws", () => {
  const uniform = [
    ["uniformInit", uniformInit(0.3), 0.3],
    ["kaimingUniform", kaimingUniform, 1 / Math.sqrt(fanIn)],
    ["biasUniform", biasUniform(weight), 1 / Math.sqrt(fanIn)],
    ["xavierUniform", xavierUniform, Math.sqrt(6 / (fanIn + fanOut))],
  ] as const;

  it.each(uniform)("%s fills its range evenly", (_, law, bound) => {
    const { mean, deviation, kurtosis, largest } = moments(law);
    expect(Math.abs(mean)).toBeLessThan(0.02 * bound);
    expect(deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.5);
    expect(kurtosis).toBeCloseTo(9 / 5, 1);
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.99 * bound);
  });

  const normal = [
    ["normalInit", normalInit(0.2), 0.2],
    ["kaimingNormal", kaimingNormal, Math.sqrt(2 / fanOut)],
    ["kaimingNormalIn", kaimingNormalIn, Math.sqrt(2 / fanIn)],
  ] as const;

  it.each(normal)("%s is normal", (_, law, standardDeviation) => {
    const { mean, deviation, kurtosis } = moments(law);
    expect(Math.abs(mean)).toBeLessThan(0.03 * standardDeviation);
    expect(deviation / standardDeviation).toBeCloseTo(1, 1.5);
    expect(kurtosis).toBeCloseTo(3, 0.5);
  });

  it("truncatedNormalInit is normal inside two, and has nothing outside", () => {
    const narrow = moments(truncatedNormalInit(0.2));
    expect(narrow.deviation / 0.2).toBeCloseTo(1, 1.5);
    const wide = moments(truncatedNormalInit(1));
    // Var = 1 − 4φ(2) / (2Φ(2) − 1); cutting off at the bounds instead gives 0.96.
    expect(Math.abs(wide.deviation - 0.8796)).toBeLessThan(0.02);
    expect(wide.largest).toBeLessThanOrEqual(2);
  });

  it("draws the same numbers for the same name, others for another", () => {
    const rng = createRng(3);
    const draw = (name: string) => kaimingUniform(rng.child(name), [4, 4]);
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });
});

describe("fansOf", () => {
  it("counts operands and results of a weight", () => {
    expect(fansOf([5, 7])).toEqual({ fanIn: 7, fanOut: 5 });
    expect(fansOf(weight)).toEqual({ fanIn, fanOut });
  });

  it("refuses a vector", () => {
    expect(errorOf(() => fansOf([5]))).toBe(
      "ShapeError: init: a weight needs an output and an input axis: got [5]",
    );
  });
});
