/** Comparisons of several answers: a resample is the evaluation of the rows repeated, which equals scikit-learn's values. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { evaluateLabelsSet } from "../labels/evaluate-labels-set.js";
import type { LabelsSetResult } from "../labels/labels-results.js";
import { buildComparison } from "./build-comparison.js";
import type { ComparisonCell, LabelsTestPredictions, LabelsTypes } from "./cell.js";
import type { ComparisonOptions } from "./comparison-options.js";
import { createLabelsTable } from "./labels-table.js";
import { labelsYardstick } from "./labels-yardstick.js";

const labels = ["effusion", "mass", "nodule"];
const thresholds = [0.4, 0.5, 0.7];
const sites = ["north", "south"];

/** Rows with a subject for two of them, tied scores, missing answers, and a row without site. */
function rowsOf(name: string, strength: number, rows = 60) {
  const rng = createRng(0).child(name);
  const answers = Array.from({ length: rows * labels.length }, () => {
    const draw = rng.uniform();
    return draw < 0.1 ? -1 : Number(draw < 0.45);
  });
  const scores = answers.map(
    (answer) =>
      Math.round(10 * (strength * Math.max(0, answer) + (1 - strength) * rng.uniform())) / 10,
  );
  const site = Array.from({ length: rows }, (_, row) =>
    row === 3 ? -1 : Number(rng.uniform() < 0.3),
  );
  return { answers, scores, site };
}
type Rows = ReturnType<typeof rowsOf>;

function resultOf({ answers, scores, site }: Rows): LabelsSetResult {
  const attribute = { name: "site", valueNames: sites, values: site, scores: null };
  return evaluateLabelsSet({ names: labels, answers, scores, attributes: [attribute], thresholds });
}

function predictionsOf({ answers, scores, site }: Rows): LabelsTestPredictions {
  return {
    id: site.map((_, row) => `row ${row}`),
    subject: site.map((_, row) => `subject ${Math.floor(row / 2)}`),
    group: Int32Array.from(site),
    groupNames: sites,
    labels,
    answers: Int32Array.from(answers),
    scores: Float64Array.from(scores),
    chosen: Uint8Array.from(scores, (score, entry) => (score >= at(thresholds, entry % 3) ? 1 : 0)),
  };
}

function tableOf(predictions: LabelsTestPredictions) {
  const subjectOrder = new Map(
    [...new Set(predictions.subject)].map((name, place) => [name, place]),
  );
  return createLabelsTable("test", predictions, { subjectOrder, metrics: [] });
}

describe("a resample", () => {
  const rows = rowsOf("resample", 0.3);
  const table = tableOf(predictionsOf(rows));
  const repeated = (multiplicity: Int32Array, own: Rows): Rows => {
    const kept = own.site.flatMap((_, row) =>
      new Array<number>(at(multiplicity, Math.floor(row / 2))).fill(row),
    );
    const take = (values: readonly number[]) =>
      kept.flatMap((row) => values.slice(3 * row, 3 * row + 3));
    return {
      answers: take(own.answers),
      scores: take(own.scores),
      site: kept.map((row) => at(own.site, row)),
    };
  };

  it("is the evaluation of the rows repeated: ranks, calls at both thresholds, worst group", () => {
    const rng = createRng(1);
    for (let draw = 0; draw < 20; draw++) {
      const multiplicity = Int32Array.from({ length: 30 }, () => rng.integer(4));
      const expected = resultOf(repeated(multiplicity, rows));
      const found = table.metricsOf(multiplicity);
      for (const metric of ["mAP", "macro_auroc", "worst_group_auroc"] as const) {
        expect(found[metric]).toBeCloseTo(Number(expected[metric]), 12);
      }
      for (const name of ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const) {
        expect(found.at_half[name]).toBeCloseTo(Number(expected.at_half[name]), 12);
        expect(found.at_chosen[name]).toBeCloseTo(Number(expected.at_chosen?.[name]), 12);
      }
      expect(found.at_half.CR).not.toBeCloseTo(found.at_chosen.CR, 2);
    }
  });

  it("has no worst group of groups that were not drawn, and no value without positives", () => {
    const north = Int32Array.from({ length: 30 }, (_, subject) =>
      [2 * subject, 2 * subject + 1].every((row) => rows.site[row] === 0) ? 1 : 0,
    );
    expect(north.some((drawn) => drawn > 0)).toBe(true);
    const found = table.metricsOf(north);
    expect(found.worst_group_auroc).toBeCloseTo(found.macro_auroc, 12);
    const nobody = table.metricsOf(new Int32Array(30));
    expect([nobody.mAP, nobody.macro_auroc, nobody.worst_group_auroc, nobody.at_half.CF1]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it("has no calls at thresholds that were not chosen", () => {
    const found = tableOf({ ...predictionsOf(rows), chosen: null });
    expect(found.metricsOf(new Int32Array(30).fill(1)).at_chosen.OF1).toBeNaN();
  });

  it("refuses answers that are no table, scores out of range and unknown groups", () => {
    const own = predictionsOf(rows);
    expect(() => tableOf({ ...own, answers: own.answers.subarray(1) })).toThrow(
      "answers are not a table of rows x labels",
    );
    expect(() => tableOf({ ...own, scores: own.scores.map((score) => 2 * score) })).toThrow(
      "score of effusion, row",
    );
    expect(() => tableOf({ ...own, group: own.group.map(() => 2) })).toThrow("group, plus one,");
  });
});

type Tests = Readonly<Record<string, Rows>>;
const cellOf = (method: string, seed: number, tests: Tests): ComparisonCell<LabelsTypes> => {
  const of = <T>(read: (rows: Rows) => T) =>
    Object.fromEntries(Object.entries(tests).map(([name, rows]) => [name, read(rows)]));
  const results = { tests: of(resultOf) };
  return {
    ...{ setting: "", method, seed },
    outcome: { results, epochs: [], predictions: of(predictionsOf) },
  };
};
const build = (cells: readonly ComparisonCell<LabelsTypes>[], options: ComparisonOptions) =>
  buildComparison(cells, options, labelsYardstick({ name: "findings", labels }));
const testsOf = (seed: number, strengths: Readonly<Record<string, number>>): Tests =>
  Object.fromEntries(
    Object.entries(strengths).map(([test, strength]) => {
      const { answers, site } = rowsOf(test, 0.5);
      const rng = createRng(seed).child(test);
      // One answer for all methods and seeds; the better method has less noise.
      const scores = answers.map(
        (answer) => strength * Math.max(0, answer) + (1 - strength) * rng.uniform(),
      );
      return [test, { answers, scores, site }];
    }),
  );

describe("a comparison of several answers", () => {
  const seeds = [0, 1, 2, 3, 4];
  const cells = seeds.flatMap((seed) => [
    cellOf("pooled", seed, testsOf(seed, { iid: 0.3, inverted: 0.05, balanced: 0.1 })),
    cellOf("ibca", seed, testsOf(seed, { iid: 0.55, inverted: 0.54, balanced: 0.55 })),
  ]);
  const options = { methods: ["pooled", "ibca"], references: ["pooled"], claim: "ibca" };
  const found = build(cells, { ...options, resamples: 200 });
  const [setting] = found.settings;

  it("goes by the mAP of iid, inverted and balanced, the worst group and the gap", () => {
    expect(setting?.target).toEqual({ name: "findings", labels });
    expect(
      setting?.wins.map(({ metric, test, best, verdict }) => [metric, test, best, verdict]),
    ).toEqual([
      ["mAP", "iid", "ibca", "wins"],
      ["mAP", "inverted", "ibca", "wins"],
      ["mAP", "balanced", "ibca", "wins"],
      ["worst_group_auroc", "balanced", "ibca", "wins"],
      ["gap", null, "ibca", "wins"],
    ]);
    expect(setting?.claim?.verdicts).toMatchObject([{ reference: "pooled", verdict: "better" }]);
  });

  it("has values of each seed, and the gap of the mAP", () => {
    const method = setting?.methods.find((one) => one.method === "pooled");
    const first = testsOf(0, { iid: 0.3, inverted: 0.05, balanced: 0.1 });
    const [iid, inverted] = [resultOf(first["iid"] as Rows), resultOf(first["inverted"] as Rows)];
    expect(method?.tests["iid"]?.["mAP"]?.values["0"]).toBe(iid.mAP);
    expect(method?.tests["iid"]?.["chosen_CF1"]?.values["0"]).toBe(iid.at_chosen?.CF1);
    expect(method?.gap.values["0"]).toBe(Math.abs(Number(iid.mAP) - Number(inverted.mAP)));
    const within = iid.labels.map(({ auroc_within: own }) => own["site"] as { value: number });
    const mean = within.reduce((sum, { value }) => sum + value, 0) / 3;
    expect(method?.tests["iid"]?.["macro_auroc_within_site"]?.values["0"]).toBeCloseTo(mean, 12);
  });

  it("has neither inverted, gap nor worst group where there is one test, and no groups", () => {
    const alone = seeds.map((seed) => {
      const { iid } = testsOf(seed, { iid: 0.3 });
      const rows = iid as Rows;
      const result = evaluateLabelsSet({ names: labels, ...rows, attributes: [], thresholds });
      const predictions = {
        ...predictionsOf(rows),
        group: new Int32Array(60).fill(-1),
        groupNames: [],
      };
      const outcome = {
        results: { tests: { iid: result } },
        epochs: [],
        predictions: { iid: predictions },
      };
      return { ...{ setting: "", method: "pooled", seed }, outcome };
    });
    const only = build(alone, { methods: ["pooled"], claim: null, resamples: 100 });
    expect(only.settings[0]?.wins.map(({ metric, test }) => [metric, test])).toEqual([
      ["mAP", "iid"],
    ]);
  });

  it("a method that ranks no better than chance wins nothing, though its gap is 0", () => {
    const flat = (tests: Tests): Tests =>
      Object.fromEntries(
        Object.entries(tests).map(([name, rows]) => [
          name,
          { ...rows, scores: rows.scores.map(() => 0.5) },
        ]),
      );
    const same = seeds.flatMap((seed) => {
      const own = testsOf(seed, { iid: 0.3, inverted: 0.05, balanced: 0.1 });
      const { iid } = own;
      const constant = flat({ iid: iid as Rows, inverted: iid as Rows, balanced: iid as Rows });
      return [cellOf("pooled", seed, own), cellOf("ibca", seed, constant)];
    });
    const { settings } = build(same, { ...options, resamples: 100 });
    for (const win of settings[0]?.wins ?? []) {
      expect(win.best).not.toBe("ibca");
      expect(win.barred).toEqual([{ method: "ibca", outcome: "collapsed" }]);
    }
  });

  it("refuses predictions that are not those of the results", () => {
    const [first] = cells;
    if (first === undefined || "failed" in first.outcome) throw new Error("no cell");
    const other = predictionsOf(rowsOf("other", 0.9));
    const predictions = { ...first.outcome.predictions, iid: other };
    const foreign = { ...first, outcome: { ...first.outcome, predictions } };
    expect(() => build([foreign], { methods: ["pooled"], claim: null, resamples: 100 })).toThrow(
      "predictions of pooled, seed 0, test iid: mean average precision is not that of results.json",
    );
  });
});
