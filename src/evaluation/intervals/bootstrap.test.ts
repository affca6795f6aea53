import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { accuracy } from "../metrics/accuracy.js";
import { auroc } from "../metrics/auroc.js";
import { bootstrapInterval } from "./bootstrap.js";

function meanOf(values: readonly number[]): (rows: Int32Array) => number {
  return (rows) => rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
}
function width(interval: ReturnType<typeof bootstrapInterval>): number {
  return "low" in interval ? interval.high - interval.low : NaN;
}
const names = (count: number, of: (row: number) => number): string[] =>
  Array.from({ length: count }, (_, row) => `subject ${of(row)}`);

describe("bootstrapInterval", () => {
  const rng = createRng(3);
  const values = Array.from({ length: 400 }, () => rng.normal());

  it("has the width of the normal interval for a mean: 2·1.96·s/√n, within a tenth", () => {
    const subjects = names(400, (row) => row);
    const found = bootstrapInterval({ subjects, statistic: meanOf(values), rng: createRng(4) });
    const mean = meanOf(values)(Int32Array.from(values.keys()));
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
    expect(width(found) / ((2 * 1.96 * spread) / 20)).toBeCloseTo(1, 1);
    expect(found).toMatchObject({ level: 0.95, method: "bootstrap by subject, 1000 resamples" });
  });

  it("covers the truth of normal samples about 95 times in 100", () => {
    const source = createRng("coverage");
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const sample = Array.from({ length: 50 }, () => source.normal());
      const found = bootstrapInterval({
        subjects: names(50, (row) => row),
        statistic: meanOf(sample),
        rng: source.child(`${trial}`),
        replicates: 200,
      });
      if ("low" in found && found.low <= 0 && found.high >= 0) covered += 1;
    }
    // 190 expected; three standard deviations of the count are 9.
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(199);
  });

  it("is not fooled by four images a subject; row by row it would halve", () => {
    const repeated = Array.from({ length: 400 }, (_, row) => values[Math.floor(row / 4)] ?? 0);
    const statistic = meanOf(repeated);
    const once = bootstrapInterval({
      subjects: names(100, (row) => row),
      statistic: meanOf(values.slice(0, 100)),
      rng: createRng(5),
    });
    const bySubject = bootstrapInterval({
      subjects: names(400, (row) => Math.floor(row / 4)),
      statistic,
      rng: createRng(5),
    });
    const byRow = bootstrapInterval({
      subjects: names(400, (row) => row),
      statistic,
      rng: createRng(5),
    });
    expect(width(bySubject)).toBeCloseTo(width(once), 12);
    expect(width(byRow) / width(bySubject)).toBeCloseTo(0.5, 1);
  });

  it("gives the same interval for the same rng and another for another", () => {
    const run = (seed: number) =>
      bootstrapInterval({
        subjects: names(400, (row) => row),
        statistic: meanOf(values),
        rng: createRng(seed),
        replicates: 50,
      });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("leaves out replicates without a value, and has none when they are many", () => {
    const labels = Array.from({ length: 30 }, (_, row) => (row < 4 ? 1 : 0));
    const scores = Array.from({ length: 30 }, (_, row) => (row * 7) % 30);
    const options = (positives: number) => ({
      subjects: names(30, (row) => row),
      statistic: (rows: Int32Array) =>
        auroc(
          rows.map((row) => (row < positives ? (labels[row] ?? 0) : 0)),
          rows.map((row) => scores[row] ?? 0),
        ),
      rng: createRng(6),
    });
    // (26/30)^30 = 1.4 % of the draws have no positive; with one positive (29/30)^30 = 36 %.
    expect(bootstrapInterval(options(4))).toMatchObject({
      method: "bootstrap by subject, 992 resamples",
    });
    expect(bootstrapInterval(options(1))).toEqual({
      value: null,
      reason: "347 of 1000 resamples have no value: no positives",
    });
  });

  it("has width 0 when all rows are right, and no value for one subject", () => {
    const statistic = (rows: Int32Array) => accuracy(rows, rows);
    const found = bootstrapInterval({
      subjects: ["a", "b"],
      statistic,
      rng: createRng(7),
    });
    expect(found).toMatchObject({ low: 1, high: 1 });
    expect(bootstrapInterval({ subjects: ["a", "a"], statistic, rng: createRng(7) })).toEqual({
      value: null,
      reason: "fewer than two subjects",
    });
  });

  it("refuses options that make no interval", () => {
    const options = { subjects: ["a", "b"], statistic: () => 1, rng: createRng(8) };
    expect(() => bootstrapInterval({ ...options, replicates: 0 })).toThrow(
      "bootstrapInterval: replicates: expected an integer, 1 or more, got 0",
    );
    expect(() => bootstrapInterval({ ...options, level: 95 })).toThrow(
      "bootstrapInterval: level: expected above 0, below 1, got 95",
    );
  });
});
