import { describe, expect, it } from "vitest";
import { evaluate } from "../../fixtures/nn/evaluate.js";
import { at } from "../base/ndarray.js";
import { constant } from "../graph/ops/source.js";
import { randomBeta, symmetricBetaQuantiles } from "./random-beta.js";

describe("symmetricBetaQuantiles", () => {
  it("is the uniform law at α = 1 and the arcsine law at α = 1/2", () => {
    for (const [index, value] of symmetricBetaQuantiles(1, 16).entries()) {
      expect(value).toBeCloseTo(index / 16, 7);
    }
    for (const [index, value] of symmetricBetaQuantiles(0.5, 16).entries()) {
      expect(value).toBeCloseTo(Math.sin((Math.PI * index) / 32) ** 2, 10);
    }
  });

  it.each([
    // [scipy.stats.beta.ppf(u, α, α) for u in (1/16, 3/16, 7/16)], SciPy 1.17.1
    [0.2, [2.3632213625684318e-5, 0.005720804981124224, 0.31181442180426194]],
    [2, [0.1522734244921142, 0.27685089890540826, 0.45823620665171777]],
    [30, [0.40153608094169774, 0.44268573601444927, 0.4898043044212032]],
  ])("inverts the distribution function for α = %s", (alpha, expected) => {
    const quantiles = symmetricBetaQuantiles(alpha, 16);
    const found = [1, 3, 7].map((index) => at(quantiles, index));
    for (const [index, value] of found.entries()) {
      expect(value / at(expected, index)).toBeCloseTo(1, 4);
    }
  });

  it("stays in order and inside 0..1 at extreme parameters", () => {
    for (const alpha of [1e-3, 0.01, 100]) {
      const quantiles = [...symmetricBetaQuantiles(alpha, 4096)];
      expect(quantiles[0]).toBe(0);
      expect(quantiles.at(-1)).toBe(1);
      expect(quantiles.every((value, i) => i === 0 || value >= at(quantiles, i - 1))).toBe(true);
    }
  });
});

describe("randomBeta", () => {
  it.each([0.2, 2])("has the moments of Beta(α, α), α = %s", (alpha) => {
    const key = constant([11], [], "uint32");
    const draws = evaluate({ x: randomBeta(key, [20000], alpha) })["x"] ?? [];
    const moment = (power: number) =>
      draws.reduce((sum, value) => sum + (value - 0.5) ** power, 0) / draws.length;
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    expect(Math.abs(moment(2) - variance)).toBeLessThan((5 * 0.25) / Math.sqrt(draws.length));
    // Kurtosis of the symmetric law: 3 − 6 / (2α + 3).
    expect(moment(4) / moment(2) ** 2).toBeCloseTo(3 - 6 / (2 * alpha + 3), 1);
  });
});
