/** Against SciPy, statsmodels and NumPy; the cases are made by fixtures/evaluation/make-comparison.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import type { TestPredictions } from "./cell.js";
import { createDetectableDifference } from "./detectable-difference.js";
import { drawSeeds, drawSubjects, summariseReplicates } from "./hierarchical-bootstrap.js";
import { holmCorrection } from "./holm.js";
import { noncentralTCdf } from "./noncentral-t.js";
import { createResampleTable } from "./resample-table.js";

interface Bounds {
  low: number;
  high: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/comparison.json", import.meta.url), "utf8"),
) as {
  holm: { p: number[]; corrected: number[] }[];
  noncentralT: { t: number; df: number; nc: number; cdf: number }[];
  detectable: { n: number; sd: number; difference: number }[];
  bootstrap: {
    subject: string[];
    label: number[];
    left: number[][];
    right: number[][];
    differences: number[];
    paired: Bounds;
    unpaired: Bounds;
  };
};

describe("against SciPy, statsmodels and NumPy", () => {
  it("holmCorrection, of multipletests", () => {
    for (const { p, corrected } of fixture.holm) {
      const found = holmCorrection(p);
      corrected.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 12));
    }
  });

  it("noncentralTCdf, of scipy.stats.nct, to 1e-8", () => {
    for (const { t, df, nc, cdf } of fixture.noncentralT) {
      const error = Math.abs(noncentralTCdf(t, df, nc) - cdf);
      expect(error, `t ${t}, df ${df}, nc ${nc}`).toBeLessThan(1e-8);
    }
  });

  it("minimum detectable difference, of TTestPower.solve_power, relative 1e-6", () => {
    const detectable = createDetectableDifference({ alpha: 0.05, power: 0.8 });
    for (const { n, sd, difference } of fixture.detectable) {
      const found = Number(detectable(sd, n));
      expect(Math.abs(found / difference - 1), `n ${n}`).toBeLessThan(1e-6);
    }
    expect(detectable(0.02, 1)).toEqual({ value: null, reason: "fewer than two pairs" });
    expect(detectable(0, 5)).toEqual({ value: null, reason: "the differences have no spread" });
  });

  const { subject, label, left, right, differences, paired, unpaired } = fixture.bootstrap;
  const subjectOrder = new Map([...new Set(subject)].map((name, place) => [name, place]));
  const tableOf = (answers: readonly number[]) => {
    const predictions: TestPredictions = {
      id: label.map((_, row) => `row ${row}`),
      subject,
      label: Int32Array.from(label),
      classes: 2,
      probabilities: Float64Array.from(answers.flatMap((answer) => [1 - answer, answer])),
      group: Int32Array.from(label),
      groupNames: ["0", "1"],
    };
    return createResampleTable("test", predictions, { subjectOrder, withAuroc: false });
  };
  const tables = { left: left.map(tableOf), right: right.map(tableOf) };
  const resamples = 8000;
  const replicatesOf = (draws: string, isCrossed = true): [Float64Array[], Float64Array[]] => {
    const sides = (["left", "right"] as const).map((side) => {
      const rng = createRng(draws === "paired" ? "subjects" : `subjects ${side}`);
      const bySeed = tables[side].map(() => new Float64Array(resamples));
      const counts = new Int32Array(subjectOrder.size);
      for (let resample = 0; resample < resamples; resample++) {
        drawSubjects(counts, rng);
        for (const [seed, table] of tables[side].entries()) {
          if (!isCrossed) drawSubjects(counts, rng);
          const values = bySeed[seed];
          if (values !== undefined) values[resample] = table.metricsOf(counts).balanced_accuracy;
        }
      }
      return bySeed;
    });
    return [sides[0] ?? [], sides[1] ?? []];
  };
  const difference = ([first, second]: [Float64Array[], Float64Array[]]): Float64Array[] =>
    first.map((own, seed) => own.map((value, index) => value - (second[seed]?.[index] ?? NaN)));
  const intervalOf = (replicates: Float64Array): Bounds => {
    const found = summariseReplicates(replicates);
    if ("reason" in found) throw new Error(found.reason);
    return found;
  };

  it("balanced accuracy of each seed, every subject once", () => {
    const once = new Int32Array(subjectOrder.size).fill(1);
    differences.forEach((expected, seed) => {
      const [own, theirs] = [tables.left[seed], tables.right[seed]].map(
        (table) => table?.metricsOf(once).balanced_accuracy ?? NaN,
      );
      expect((own ?? NaN) - (theirs ?? NaN)).toBeCloseTo(expected, 12);
    });
  });

  it("hierarchical bootstrap of a paired difference: within 0.006 by resampling noise", () => {
    const crossed = drawSeeds(difference(replicatesOf("paired")), resamples, createRng("seeds"));
    const found = intervalOf(crossed);
    expect(Math.abs(found.low - paired.low)).toBeLessThan(0.006);
    expect(Math.abs(found.high - paired.high)).toBeLessThan(0.006);
  });

  it("is not the unpaired one, which is wider, nor fresh subjects a seed, which is narrower", () => {
    const [own, theirs] = replicatesOf("apart");
    const others = drawSeeds(theirs, resamples, createRng("theirs"));
    const apart = drawSeeds(own, resamples, createRng("own")).map(
      (value, index) => value - (others[index] ?? NaN),
    );
    const width = ({ low, high }: Bounds): number => high - low;
    expect(Math.abs(width(intervalOf(apart)) - width(unpaired))).toBeLessThan(0.015);
    expect(width(intervalOf(apart))).toBeGreaterThan(1.25 * width(paired));
    const fresh = drawSeeds(difference(replicatesOf("paired", false)), resamples, createRng("s"));
    expect(width(intervalOf(fresh))).toBeLessThan(0.92 * width(paired));
  });
});
