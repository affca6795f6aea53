/** Comparisons of a number: closed forms, and NumPy and SciPy by fixtures/evaluation/make-number-comparison.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluateNumberSet } from "../numbers/evaluate-number-set.js";
import type { BiasCorrection } from "../numbers/bias-correction.js";
import { buildComparison } from "./build-comparison.js";
import type { ComparisonCell, NumberTestPredictions, NumberTypes } from "./cell.js";
import type { ComparisonOptions } from "./comparison-options.js";
import type { Comparison } from "./comparison.js";
import { createNumberTable } from "./number-table.js";
import { numberYardstick } from "./number-yardstick.js";
import { finishDifference, compareMeasures } from "./summarise-measure.js";
import { createRng } from "../../base/rng.js";

type Errors = Record<
  | "mae"
  | "r2"
  | "corrected_mae"
  | "corrected_r2"
  | "corrected_worst_group_mae"
  | "site"
  | "scanner"
  | "dose",
  number
>;
const fixture = JSON.parse(
  readFileSync(
    new URL("../../../fixtures/evaluation/number-comparison.json", import.meta.url),
    "utf8",
  ),
) as {
  readonly targets: number[];
  readonly site: number[];
  readonly scanner: number[];
  readonly dose: number[];
  readonly group: number[];
  readonly lines: [number, number][];
  readonly predictions: Record<string, number[][]>;
  readonly values: Record<string, Errors[]>;
  readonly resamples: { readonly counts: number[]; readonly values: Errors }[];
  readonly difference: { mean: number; p: number; t: number[]; bootstrap: number[] };
};

const yardstick = numberYardstick({ name: "age", unit: "year" });
const groupNames = ["<60, north", "<60, south", ">=60, north", ">=60, south"];
const correctionOf = (seed: number): BiasCorrection => {
  const [intercept = NaN, slope = NaN] = fixture.lines[seed] ?? [];
  return { intercept, slope, n: 40 };
};

/** Rows of one test with attribute columns; what is evaluated, and what is resampled. */
function testOf(
  columns: Pick<typeof fixture, "targets" | "site" | "group"> &
    Partial<Pick<typeof fixture, "scanner" | "dose">>,
  predictions: readonly number[],
  correction: BiasCorrection | { readonly value: null; readonly reason: string },
) {
  const { targets, site, scanner, dose, group } = columns;
  const own: NumberTestPredictions = {
    id: targets.map((_, row) => `row ${row}`),
    subject: targets.map((_, row) => `subject ${row}`),
    group: Int32Array.from(group),
    groupNames,
    targets: Float64Array.from(targets),
    predictions: Float64Array.from(predictions),
    correction,
    attributes: {
      site: { kind: "classes", values: site, classes: 2 },
      ...(scanner === undefined
        ? {}
        : { scanner: { kind: "classes", values: scanner, classes: 3 } }),
      ...(dose === undefined ? {} : { dose: { kind: "number", values: Float64Array.from(dose) } }),
    },
  };
  const result = evaluateNumberSet({
    label: {
      name: "age",
      valueNames: ["<60", ">=60"],
      values: group.map((one) => Math.floor(one / 2)),
    },
    targets,
    predictions,
    attributes: [{ name: "site", valueNames: ["north", "south"], values: site, scores: null }],
    numbers: new Map(),
    continuousAttributes: [],
    correction: "reason" in correction ? undefined : correction,
  });
  return { own, result };
}

type Made = ReturnType<typeof testOf>;
const cellOf = (
  method: string,
  seed: number,
  tests: Readonly<Record<string, Made>>,
): ComparisonCell<NumberTypes> => {
  const of = <T>(pick: (test: Made) => T) =>
    Object.fromEntries(Object.entries(tests).map(([name, test]) => [name, pick(test)]));
  const results = { tests: of(({ result }) => result) };
  return {
    ...{ setting: "", method, seed },
    outcome: { results, epochs: [], predictions: of(({ own }) => own) },
  };
};
const build = (cells: readonly ComparisonCell<NumberTypes>[], options: ComparisonOptions) =>
  buildComparison(cells, options, yardstick);
const methodOf = ({ settings: [setting] }: Comparison, name: string) => {
  const found = setting?.methods.find(({ method }) => method === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("against NumPy and SciPy", () => {
  const cells = ["erm", "mimm"].flatMap((method) =>
    (fixture.predictions[method] ?? []).map((predictions, seed) =>
      cellOf(method, seed, { iid: testOf(fixture, predictions, correctionOf(seed)) }),
    ),
  );
  const compared = build(cells, { methods: ["erm", "mimm"], claim: "mimm", resamples: 4000 });

  it("values of each seed, before and after the run's own correction", () => {
    for (const method of ["erm", "mimm"]) {
      const own = methodOf(compared, method).tests["iid"];
      for (const [seed, expected] of (fixture.values[method] ?? []).entries()) {
        const value = (metric: string) => Number(own?.[metric]?.values[String(seed)]);
        for (const metric of ["mae", "r2", "corrected_mae", "corrected_r2"] as const) {
          expect(value(metric)).toBeCloseTo(expected[metric], 9);
        }
        expect(value("corrected_worst_group_mae")).toBeCloseTo(
          expected.corrected_worst_group_mae,
          9,
        );
        expect(value("error_correlation_site")).toBeCloseTo(expected.site, 9);
        expect(value("abs_error_correlation_site")).toBeCloseTo(Math.abs(expected.site), 9);
      }
    }
  });

  it("every metric of resampled rows, correlations with classes and a number included", () => {
    const predictions = fixture.predictions["erm"]?.[0] ?? [];
    const { own } = testOf(fixture, predictions, correctionOf(0));
    const subjectOrder = new Map(own.subject.map((name, place) => [name, place]));
    const metrics = ["error_correlation_site"];
    const table = createNumberTable("test", own, { subjectOrder, metrics });
    for (const { counts, values } of fixture.resamples) {
      const found = table.metricsOf(Int32Array.from(counts));
      expect(found.mae).toBeCloseTo(values.mae, 9);
      expect(found.r2).toBeCloseTo(values.r2, 9);
      expect(found.corrected.mae).toBeCloseTo(values.corrected_mae, 9);
      expect(found.corrected.r2).toBeCloseTo(values.corrected_r2, 9);
      expect(found.corrected.worst_group_mae).toBeCloseTo(values.corrected_worst_group_mae, 9);
      for (const name of ["site", "scanner", "dose"] as const) {
        expect(found.error_correlation[name]).toBeCloseTo(values[name], 8);
      }
    }
  });

  it("the paired difference, smaller is better, with both intervals", () => {
    const { mean, p, t, bootstrap } = fixture.difference;
    const found = methodOf(compared, "mimm").tests["iid"]?.["corrected_mae"]?.differences["erm"];
    expect(mean).toBeLessThan(0);
    expect(found?.mean).toBeCloseTo(mean, 9);
    expect(found?.paired_t).toMatchObject({
      low: expect.closeTo(t[0] ?? NaN, 6) as number,
      high: expect.closeTo(t[1] ?? NaN, 6) as number,
      p_value: expect.closeTo(p, 8) as number,
    });
    // By resampling noise of 4000 draws each.
    const { low, high } = found?.bootstrap as { low: number; high: number };
    expect(Math.abs(low - (bootstrap[0] ?? NaN))).toBeLessThan(0.15);
    expect(Math.abs(high - (bootstrap[1] ?? NaN))).toBeLessThan(0.15);
    expect(found?.verdict).toBe("better");
    const win = compared.settings[0]?.wins.find(({ test }) => test === "iid");
    expect(win).toMatchObject({ metric: "corrected_mae", best: "mimm", verdict: "wins" });
    expect(compared.settings[0]?.claim?.verdicts[0]?.verdict).toBe("better");
  });

  it("would be worse as if a larger MAE were better", () => {
    const seeds = (method: string) =>
      (fixture.values[method] ?? []).map((own, seed) => ({
        ...{ seed, value: own.corrected_mae },
        replicates: Float64Array.from({ length: 200 }, () => own.corrected_mae),
      }));
    const raw = compareMeasures(seeds("mimm"), seeds("erm"), createRng("wrong"));
    const corrected = { bootstrap: 0.01, paired_t: 0.01 };
    const detectable = () => 1;
    expect(finishDifference(raw, corrected, "higher", detectable).verdict).toBe("worse");
    expect(finishDifference(raw, corrected, "lower", detectable).verdict).toBe("better");
  });

  it("refuses predictions that are not those of the results", () => {
    const [first] = cells;
    if (first === undefined || "failed" in first.outcome) throw new Error("no cell");
    const other = testOf(fixture, fixture.predictions["mimm"]?.[0] ?? [], correctionOf(0));
    const foreign = { ...first, outcome: { ...first.outcome, predictions: { iid: other.own } } };
    expect(() => build([foreign], { methods: ["erm"], claim: null, resamples: 100 })).toThrow(
      "predictions of erm, seed 0, test iid: MAE is not that of results.json",
    );
  });
});

describe("closed forms", () => {
  const targets = Array.from({ length: 24 }, (_, row) => 50 + (row % 12) * 2);
  const site = targets.map((_, row) => (row < 12 ? 0 : 1));
  const group = targets.map((age, row) => 2 * Number(age >= 60) + (site[row] ?? 0));
  const rows = { targets, site, group };
  const none = { value: null, reason: "predictions do not rise with the label on validation" };
  const line = { intercept: 0, slope: 1, n: 20 };
  const sign = (row: number) => (row % 2 === 0 ? 1 : -1);
  /** Error ±1 for all, and `bias` more at site 1. */
  const biased = (bias: number) =>
    testOf(
      rows,
      targets.map((age, row) => age + 0.5 * sign(row) + bias * (site[row] ?? 0)),
      line,
    );
  const constant = testOf(
    rows,
    targets.map(() => 61),
    none,
  );
  const everywhere = (test: Made, inverted = test) => ({ iid: test, inverted, balanced: test });

  it("an error that is the attribute alone has correlation 1, and MAE = bias / 2", () => {
    const linear = testOf(
      rows,
      targets.map((age, row) => age + 4 * (site[row] ?? 0)),
      line,
    );
    const own = methodOf(
      build(
        [0, 1].map((seed) => cellOf("erm", seed, everywhere(linear))),
        { methods: ["erm"], claim: null, resamples: 100 },
      ),
      "erm",
    );
    expect(own.tests["balanced"]?.["error_correlation_site"]?.mean).toBeCloseTo(1, 9);
    expect(own.tests["balanced"]?.["corrected_mae"]?.mean).toBeCloseTo(2, 12);
    expect(own.tests["balanced"]?.["corrected_worst_group_mae"]?.mean).toBeCloseTo(4, 12);
    expect(own.gap.mean).toBe(0);
    expect(own.outcome).toBeNull();
  });

  it("signs of seeds do not cancel in the absolute correlation", () => {
    const cells = [3, -3].map((bias, seed) => cellOf("erm", seed, everywhere(biased(bias))));
    const { tests } = methodOf(
      build(cells, { methods: ["erm"], claim: null, resamples: 100 }),
      "erm",
    );
    expect(tests["iid"]?.["error_correlation_site"]?.mean).toBeCloseTo(0, 9);
    expect(tests["iid"]?.["abs_error_correlation_site"]?.mean).toBeGreaterThan(0.9);
  });

  it("a constant predictor wins nothing: R² 0, no correction, no gap, no correlation", () => {
    const cells = [0, 1, 2].flatMap((seed) => [
      cellOf("erm", seed, everywhere(biased(2 + seed / 10), biased(5 + seed / 7))),
      cellOf("mean", seed, everywhere(constant)),
    ]);
    const found = build(cells, { methods: ["erm", "mean"], claim: null, resamples: 100 });
    const { tests } = methodOf(found, "mean");
    expect(tests["iid"]?.["r2"]?.mean).toBeCloseTo(0, 12);
    expect(tests["iid"]?.["mae"]?.mean).toBeCloseTo(6, 12);
    expect(tests["iid"]?.["corrected_mae"]?.mean).toEqual({
      value: null,
      reason: "the run has no bias correction",
    });
    for (const win of found.settings[0]?.wins ?? []) {
      expect(win.best).not.toBe("mean");
      expect(win.barred).toEqual([{ method: "mean", outcome: "collapsed" }]);
    }
  });

  it("calls the smaller error, gap and correlation better, and the strongest reference by the smallest MAE", () => {
    const cells = [0, 1, 2, 3].flatMap((seed) => [
      cellOf("erm", seed, everywhere(biased(4 + seed / 50), biased(9 + seed / 30))),
      cellOf("multitask", seed, everywhere(biased(3 + seed / 60), biased(6 + seed / 40))),
      cellOf("mimm", seed, everywhere(biased(0.1 + seed / 90), biased(0.2 + seed / 70))),
    ]);
    const methods = ["erm", "multitask", "mimm"];
    const found = build(cells, { methods, claim: "mimm", resamples: 200 });
    const [setting] = found.settings;
    expect(setting?.target).toEqual({ name: "age", unit: "year" });
    expect(setting?.headline_test).toBe("balanced");
    expect(setting?.strongest_reference).toBe("multitask");
    expect(setting?.wins.map(({ metric, test }) => [metric, test])).toEqual([
      ["corrected_mae", "iid"],
      ["corrected_mae", "inverted"],
      ["corrected_mae", "balanced"],
      ["corrected_worst_group_mae", "balanced"],
      ["gap", null],
      ["abs_error_correlation_site", "balanced"],
    ]);
    expect(setting?.wins.every(({ best }) => best === "mimm")).toBe(true);
    expect(setting?.wins.every(({ verdict }) => verdict === "wins")).toBe(true);
    const { differences } = methodOf(found, "mimm").tests["balanced"]?.["r2"] ?? {};
    expect(differences?.["erm"]).toMatchObject({ verdict: "better" });
    expect(Number(differences?.["erm"]?.mean)).toBeGreaterThan(0);
  });
});
