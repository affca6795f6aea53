/** `unconfound evaluate` of a run whose target is a number: its own rows again, another hospital, and what is refused. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type {
  MeasuredNumberSet,
  NumberExternalResults,
} from "../src/evaluation/external/number-external-results.js";
import type { BiasCorrection } from "../src/evaluation/numbers/bias-correction.js";
import type { NumberRunResults } from "../src/evaluation/numbers/number-results.js";
import { parseNumberPredictions } from "../src/evaluation/numbers/parse-number-predictions.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort, train } = openCommandLine("evaluate-numbers", { home: true }); // prettier-ignore
const run = join(folder, "run");

/** A cohort file of little hearts. */
function cohort(
  place: string,
  name: string,
  changes: Readonly<Record<string, string>> = {},
): string {
  return writeCohort(place, name, {
    images: "{ column: image }",
    subject: "patient_id",
    target: "{ column: heart_size, as: number, unit: cm2 }",
    attributes: "[{ name: site, column: site }]",
    preprocess: "[{ name: rescale, from: [0, 255], to: [0, 1] }]",
    ...changes,
  });
}

const evaluate = (file: string, out: string) =>
  unconfound("evaluate", run, "--cohort", file, "--out", join(folder, out));
const resultsOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, "results.json"), "utf8")) as NumberExternalResults;
const predictionsOf = (place: string) =>
  parseNumberPredictions(readFileSync(join(place, "predictions.csv"), "utf8"), place);
const storedResults = () =>
  JSON.parse(readFileSync(join(run, "results.json"), "utf8")) as NumberRunResults;

beforeAll(async () => {
  const png = ["--format", "png", "--size", "16", "--target", "heart-size"];
  const associated = [...png, "--associated", "site", "--association"];
  await makePhantom("here", ...associated, "0.8", "--subjects", "240");
  await makePhantom("there", ...associated, "0.5", "--subjects", "60", "--seed", "7");
  cohort("here", "cohort.yml", {
    target: "{ column: heart_size, as: number, unit: cm2, bins: [91] }",
    split: "{ kind: hash, validation: 0.2, test: 0.3 }",
  });
  writeFileSync(
    join(folder, "here", "run.yml"),
    `data: { cohort: cohort.yml, attributes: [site], workers: 0 }
model: { encoder: mlp, features: 4, options: { hidden: [16] } }
method: { name: multitask }
train: { epochs: 12, batch: 20, optimizer: { name: adam, lr: 1e-2 }, selection: { rule: last } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  await train("here/run.yml", run);
}, 240_000);

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
/** Pearson's correlation. */
function correlation(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const [a, b] = [left, right].map((column) =>
    Array.from(column, (value) => value - mean(column)),
  ) as [number[], number[]];
  const sum = (product: (row: number) => number) =>
    a.reduce((all, _, row) => all + product(row), 0);
  const [aa, bb, ab] = [sum((i) => (a[i] ?? 0) ** 2), sum((i) => (b[i] ?? 0) ** 2), sum((i) => (a[i] ?? 0) * (b[i] ?? 0))]; // prettier-ignore
  return ab / Math.sqrt(aa * bb);
}

describe("evaluate, of a number", () => {
  it("gives the run's own numbers for the run's own rows, and its tests beside them", async () => {
    const { code, err } = await evaluate(join(folder, "here", "cohort.yml"), "own");
    expect(err).toMatch(/this is NOT an external cohort\n/);
    expect(code).toBe(0);
    const [stored, found] = [predictionsOf(run), predictionsOf(join(folder, "own"))];
    expect(new Set(found.split)).toEqual(new Set(["external"]));
    const numberOf = new Map(found.id.map((id, row) => [id, found.predictions[row]]));
    for (const [row, id] of stored.id.entries()) {
      expect(numberOf.get(id)).toBe(stored.predictions[row]);
    }
    const { tests, own, bias_correction: line, target } = resultsOf("own");
    const results = storedResults();
    expect(tests.iid).toMatchObject(results.tests["iid"] ?? {});
    expect(own).toEqual(results.tests);
    expect(Object.keys(own)).toEqual(["iid", "inverted", "balanced"]);
    expect(line).toEqual(results.bias_correction);
    expect(target).toEqual({ name: "heart_size", unit: "cm2", bins: ["<91", ">=91"] });
  });

  it("measures another cohort by the line of the run's own validation, as by hand", async () => {
    // Neither preprocessing, nor a split, nor bins need be said.
    const file = cohort("there", "other.yml", { preprocess: "[]" });
    const { code, out } = await evaluate(file, "other");
    expect(code).toBe(0);
    const { tests, shift, bias_correction, cohort: described } = resultsOf("other");
    expect(described).toMatchObject({ rows: 60, subjects: 60, absent_classes: [] });
    const line = bias_correction as BiasCorrection;
    expect(line).toEqual(storedResults().bias_correction);
    const { labels, predictions, attributes, bins } = predictionsOf(join(folder, "other"));
    const errors = labels.map((label, row) => (predictions[row] ?? NaN) - label);
    const { external } = tests;
    expect(external.mae).toBeCloseTo(mean(errors.map(Math.abs)), 8);
    expect(external.mean_error).toBeCloseTo(mean(errors), 8);
    expect(external.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error ** 2))), 8);
    const correctedBy = ({ intercept, slope }: { intercept: number; slope: number }) =>
      predictions.map((value, row) => (value - intercept) / slope - (labels[row] ?? NaN));
    expect(external.corrected?.mae).toBeCloseTo(mean(correctedBy(line).map(Math.abs)), 8);
    expect(external.corrected?.mean_error).toBeCloseTo(mean(correctedBy(line)), 8);
    // A line that is fitted on the cohort itself would leave no mean error: it is not what is done.
    const slope = (correlation(labels, predictions) * spread(predictions)) / spread(labels);
    const refitted = { slope, intercept: mean(predictions) - slope * mean(labels) };
    expect(mean(correctedBy(refitted))).toBeCloseTo(0, 8);
    expect(Math.abs(mean(correctedBy(line)))).toBeGreaterThan(0.01);
    // The partial correlation by its formula of three plain ones.
    const south = Float64Array.from(attributes[0]?.values ?? [], (name) => (name === "south" ? 1 : 0)); // prettier-ignore
    const [es, et, st] = [correlation(errors, south), correlation(errors, labels), correlation(south, labels)]; // prettier-ignore
    const partial = (es - et * st) / Math.sqrt((1 - et ** 2) * (1 - st ** 2));
    expect(external.error_correlation["site"]).toBeCloseTo(partial, 8);
    const group = external.groups.find(({ name }) => name === "<91, south");
    const members = errors.filter((_, row) => bins[row] === "<91" && south[row] === 1);
    expect(group).toMatchObject({ n: members.length });
    expect(group?.mean_error).toBeCloseTo(mean(members), 8);
    const iid = tests.iid as MeasuredNumberSet;
    expect(shift["corrected_mae"]?.difference).toBeCloseTo(
      Number(external.corrected?.mae) - Number(iid.corrected?.mae),
      12,
    );
    expect(out).toMatch(/^run on other\.yml: 60 rows, 60 subjects\n\nmultitask +n +MAE/);
    expect(out).toMatch(/\niid +\d+ .*\ninverted +\d+ .*\nbalanced +\d+ .*\nexternal +60 /);
    expect(out).toMatch(/\ncorrected mae +[\d.]+ +[\d.]+ \([\d.]+–[\d.]+\) +[+-]?[\d.]+\n/);
    expect(out).toMatch(/\nworst group: .* \(n \d+\): mae /);
  });

  it("has reasons in the place of what a cohort cannot tell", async () => {
    const file = cohort("there", "large.yml", {
      filters: "[{ column: heart_size, min: 91 }]",
      attributes: "[{ name: sex, column: sex }]",
    });
    const { code, out } = await evaluate(file, "large");
    expect(code).toBe(0);
    expect(out).toMatch(/\nno row of bin <91\nno attribute site\n/);
    const { external } = resultsOf("large").tests;
    const lacking = { value: null, reason: "the cohort has no attribute site" };
    expect(external).toMatchObject({
      worst_group_mae: lacking,
      groups: [],
      error_correlation: { site: lacking },
      corrected: { adjusted_mae: lacking },
    });
    expect(external.mae).toBeGreaterThan(0);
  });

  it("refuses what is not the run's number", async () => {
    const refused = async (target: string) => {
      const file = cohort("there", "refused.yml", { target });
      const { code, err } = await evaluate(file, "none");
      expect(code).toBe(2);
      expect(existsSync(join(folder, "none"))).toBe(false);
      return err;
    };
    expect(await refused("{ column: sex, as: classes }")).toBe(
      "error: refused.yml: target: is not a number, as that of the run is: expected as: number, heart_size, got as: classes\n",
    );
    expect(await refused("{ column: heart_size, as: number, unit: mm2 }")).toBe(
      "error: refused.yml: target.unit: is not that of the run, whose errors are in it: expected cm2, got mm2. Convert the column where its numbers are in another unit; else say unit: cm2.\n",
    );
    expect(await refused("{ column: heart_size, as: number }")).toContain("expected cm2, got none");
    const other = await refused("{ column: heart_size, as: number, unit: cm2, bins: [80] }");
    expect(other).toBe(
      "error: refused.yml: target.bins: are not those of the run: expected [91], got [80]. Leave bins out: the run's own are used.\n",
    );
  });
});

function spread(values: ArrayLike<number>): number {
  return Math.sqrt(mean(Array.from(values, (value) => (value - mean(values)) ** 2)));
}
