/** Intervals against SciPy and NumPy; the cases are made by fixtures/evaluation/make.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { bootstrapInterval } from "./bootstrap.js";
import { pairedTInterval } from "./paired-t.js";
import { quantile } from "./quantile.js";
import { studentCdf, studentQuantile } from "./student.js";
import { wilsonInterval } from "./wilson.js";

interface Bounds {
  low: number;
  high: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/intervals.json", import.meta.url), "utf8"),
) as {
  studentCdf: { df: number; t: number; cdf: number }[];
  studentQuantile: { df: number; p: number; quantile: number }[];
  paired: ({ left: number[]; right: number[]; mean: number; pValue: number } & Bounds)[];
  wilson: ({ hits: number; n: number } & Bounds)[];
  values: number[];
  quantiles: { p: number; value: number }[];
  bootstrap: { hits: number[] } & Bounds;
};

describe("against SciPy", () => {
  it("studentCdf, to 1e-11", () => {
    for (const { df, t, cdf } of fixture.studentCdf) {
      expect(Math.abs(studentCdf(t, df) - cdf), `t ${t}, df ${df}`).toBeLessThan(1e-11);
    }
  });

  it("studentQuantile, relative 1e-9", () => {
    for (const { df, p, quantile: expected } of fixture.studentQuantile) {
      const error = Math.abs(studentQuantile(p, df) - expected);
      expect(error, `p ${p}, df ${df}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
    }
  });

  it("studentQuantile is not the normal one: 4.303 against 1.960 at two degrees", () => {
    expect(studentQuantile(0.975, 2)).toBeCloseTo(4.30265, 5);
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(1.95997, 4);
  });

  it("pairedTInterval", () => {
    for (const { left, right, mean, low, high, pValue } of fixture.paired) {
      const found = pairedTInterval(left, right);
      expect(found).toMatchObject({ n: left.length, level: 0.95 });
      if (!("mean" in found)) throw new Error(found.reason);
      expect(found.mean).toBeCloseTo(mean, 12);
      expect(found.low).toBeCloseTo(low, 9);
      expect(found.high).toBeCloseTo(high, 9);
      expect(found.pValue).toBeCloseTo(pValue, 10);
    }
  });

  it("wilsonInterval", () => {
    for (const { hits, n, low, high } of fixture.wilson) {
      const found = wilsonInterval(hits / n, n);
      expect(found.low).toBeCloseTo(low, 12);
      expect(found.high).toBeCloseTo(high, 12);
    }
  });

  it("quantile, of NumPy", () => {
    for (const { p, value } of fixture.quantiles) {
      expect(quantile(fixture.values, p)).toBeCloseTo(value, 12);
    }
  });

  it("bootstrapInterval, percentile of 200 single rows: within 0.01 by resampling noise", () => {
    const { hits, low, high } = fixture.bootstrap;
    const found = bootstrapInterval({
      subjects: hits.map((_, row) => `s${row}`),
      statistic: (rows) => rows.reduce((sum, row) => sum + (hits[row] ?? 0), 0) / rows.length,
      rng: createRng("scipy"),
      replicates: 4000,
    });
    if (!("low" in found)) throw new Error(found.reason);
    expect(Math.abs(found.low - low)).toBeLessThan(0.01);
    expect(Math.abs(found.high - high)).toBeLessThan(0.01);
  });
});
